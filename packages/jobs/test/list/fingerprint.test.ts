import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOf, isSameList } from '../../src/list/facts.ts';
import { fingerprint } from '../../src/list/fingerprint.ts';

/** A file whose stream has chunks of these sizes. */
function chunked(bytes: Uint8Array<ArrayBuffer>, sizes: readonly number[]): Blob {
  const file = new Blob([bytes]);
  const stream = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        let position = 0;
        for (const size of sizes) {
          if (position < bytes.length) controller.enqueue(bytes.slice(position, position + size));
          position += size;
        }
        if (position < bytes.length) controller.enqueue(bytes.slice(position));
        controller.close();
      },
    });
  return Object.defineProperty(file, 'stream', { value: stream });
}

test('fingerprint: does not depend on the chunks of a stream', async () => {
  const bytes = new Uint8Array(2_500_000).map((_, index) => index % 251);
  const whole = await fingerprint({ file: new Blob([bytes]), phone_column: 'Phone' });
  const sizes = fc.array(fc.integer({ min: 1, max: 1_500_000 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(sizes, async (given) => {
      expect(await fingerprint({ file: chunked(bytes, given), phone_column: 'Phone' })).toBe(whole);
    }),
    { numRuns: 10 },
  );
});

test('fingerprint: changes with any byte', async () => {
  const bytes = new Uint8Array(1_048_577);
  const whole = await fingerprint({ file: new Blob([bytes]), phone_column: 'Phone' });
  for (const position of [0, 1_048_575, 1_048_576]) {
    const changed = bytes.with(position, 1);
    expect(await fingerprint({ file: new Blob([changed]), phone_column: 'Phone' })).not.toBe(whole);
  }
  expect(await fingerprint({ file: new Blob([bytes.slice(1)]), phone_column: 'Phone' })).not.toBe(whole);
});

const facts = (fields: object) => factsOf({ upload: { phone_numbers: ['1'], filename: 'a.csv', ...fields } });

test('isSameList: compares content and fields, not the filename', async () => {
  expect(isSameList(await facts({}), await facts({ filename: 'b.csv' }))).toBe(true);
  expect(isSameList(await facts({}), await facts({ skip_mobile_lookup: true }))).toBe(false);
  expect(isSameList(await facts({}), await facts({ phone_numbers: ['2'] }))).toBe(false);
});
