import { writeFile } from 'node:fs/promises';
import { saveDownload } from '@optimaldial/client/node';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { id } from '../../support/fake-fetch.ts';
import { storage } from '../../support/fake-storage.ts';
import { advanceUntilSettled, useTempFolder } from '../../support/temp-folder.ts';

// Whatever the storage does, the client either saves one complete version of the file or throws.

const disk = useTempFolder();

const ON_RANGE = [
  ...(['as asked', 'short', 'short, no total', 'wrong offset', 'no total', 'wrong total'] as const),
  ...(['multipart', 'no content-range', 'whole', 416] as const),
] as const;

/** How one response of storage behaves. */
interface Step {
  /** Whether the file was replaced before this response. */
  readonly replaced: boolean;
  readonly onRange: (typeof ON_RANGE)[number];
  /** Whether storage sends a range even though `If-Range` names another version. */
  readonly ignoresIfRange: boolean;
  readonly hidesEtag: boolean;
  /** Difference of the announced length from the real one; `undefined` for a chunked body. */
  readonly announced: number | undefined;
  /** Byte after which the body ends early. */
  readonly breaksAt: number | undefined;
  /** Whether an early end looks regular, as with some proxies. */
  readonly endsCleanly: boolean;
  readonly pieces: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  replaced: fc.boolean(),
  // The first two are more frequent.
  onRange: fc.constantFrom<Step['onRange'][]>('as asked', 'short', ...ON_RANGE),
  ignoresIfRange: fc.boolean(),
  hidesEtag: fc.boolean(),
  announced: fc.constantFrom(0, 0, 0, undefined, undefined, -1, 7),
  breaksAt: fc.option(fc.nat({ max: 60 }), { nil: undefined }),
  endsCleanly: fc.boolean(),
  pieces: fc.integer({ min: 1, max: 40 }),
});

const validator = fc.constantFrom('strong', 'strong', 'weak', 'date', 'none');
const HONEST: Step = {
  replaced: false,
  onRange: 'as asked',
  ignoresIfRange: false,
  hidesEtag: false,
  announced: 0,
  breaksAt: undefined,
  endsCleanly: false,
  pieces: 20,
};

/** Version `number` of a file, which differs from other versions in every byte. */
const versionOf = (number: number, size: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(size).fill(32 + number);

/** A body that arrives in pieces and ends as the step says. */
function bodyOf(
  bytes: Uint8Array<ArrayBuffer>,
  { breaksAt, pieces }: Step,
  endsCleanly: boolean,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  const end = Math.min(breaksAt ?? bytes.length, bytes.length);
  return new ReadableStream({
    pull(controller) {
      if (at < end) {
        controller.enqueue(bytes.slice(at, Math.min(at + pieces, end)));
        at += pieces;
      } else if (breaksAt === undefined || endsCleanly) controller.close();
      else controller.error(new TypeError('terminated'));
    },
  });
}

function respond(
  init: RequestInit,
  now: { bytes: Uint8Array<ArrayBuffer>; etag: string; validator: string },
  one: Step,
): Response {
  const { bytes, etag } = now;
  const sent = new Headers(init.headers);
  const headers = new Headers({ 'content-type': 'text/csv' });
  if (now.validator === 'strong') headers.set('etag', etag);
  if (now.validator === 'weak') headers.set('etag', `W/${etag}`);
  if (now.validator === 'date') headers.set('last-modified', 'Wed, 26 Nov 2025 10:00:00 GMT');
  const range = /\d+/.exec(sent.get('range') ?? '')?.[0];
  const matches = sent.get('if-range') === headers.get('etag') || one.ignoresIfRange;
  const from = Number(range) + (one.onRange === 'wrong offset' ? 3 : 0);

  if (range === undefined || !matches || one.onRange === 'whole') {
    const length = one.announced === undefined ? undefined : Math.max(0, bytes.length + one.announced);
    if (length !== undefined) headers.set('content-length', String(length));
    // Two kinds of truncated bodies look complete: one without a length, for which `fetch` throws, and one
    // whose announced length is too short, because HTTP ends it there.
    const { breaksAt } = one;
    const body = { ...one, breaksAt: breaksAt === length ? undefined : breaksAt };
    return new Response(bodyOf(bytes, body, one.endsCleanly && length !== undefined), { headers });
  }
  if (one.onRange === 416 || from >= bytes.length) return new Response(null, { status: 416 });
  if (one.hidesEtag) headers.delete('etag');
  const to = one.onRange.startsWith('short') ? Math.min(from + 4, bytes.length - 1) : bytes.length - 1;
  const totals: Partial<Record<Step['onRange'], string>> = {
    'no total': '*',
    'short, no total': '*',
    'wrong total': String(bytes.length + 1),
  };
  headers.set('content-range', `bytes ${from}-${to}/${totals[one.onRange] ?? bytes.length}`);
  if (one.onRange === 'multipart') headers.set('content-type', 'multipart/byteranges; boundary=x');
  if (one.onRange === 'multipart' || one.onRange === 'no content-range') headers.delete('content-range');
  const part = bytes.slice(from, to + 1);
  if (one.announced !== undefined) headers.set('content-length', String(part.length));
  return new Response(bodyOf(part, one, one.endsCleanly), { status: 206, headers });
}

/** Two wrong lengths that agree: the first one announced is too short, and the range has no total. */
const SHORT_TWICE: Step[] = [
  { ...HONEST, announced: -1, breaksAt: 13 },
  { ...HONEST, onRange: 'short, no total' },
];

test('saveDownload: saves one complete version or throws, for any storage behavior', async () => {
  await fc.assert(
    fc.asyncProperty(
      validator,
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      async (kind, sizes, steps) => {
        await writeFile(disk.target, 'yesterday');
        let number = 0;
        const { client } = storage(
          (attempt, init) => {
            const one = steps[attempt - 1] ?? HONEST;
            if (one.replaced) number++;
            const bytes = versionOf(number, sizes[number % sizes.length] ?? 1);
            return respond(init, { bytes, etag: `"v${number}"`, validator: kind }, one);
          },
          { maxRetries: 1 },
        );
        const saved = await advanceUntilSettled(saveDownload(client, id, 'processed', disk.target)).catch(
          () => undefined,
        );
        const found = await disk.saved();
        expect(await disk.names()).toEqual(['likely.csv']);
        if (saved === undefined) {
          expect(new TextDecoder().decode(found)).toBe('yesterday');
        } else {
          const version = (found[0] ?? 0) - 32;
          expect(found).toEqual(versionOf(version, sizes[version % sizes.length] ?? 1));
          expect(saved.bytes).toBe(found.length);
        }
      },
    ),
    { numRuns: 150, examples: [['strong', [19], SHORT_TWICE]] },
  );
}, 120_000);

test('saveDownload: saves the whole file when storage breaks off at any byte', async () => {
  const bytes = versionOf(1, 40);
  for (let breaksAt = 0; breaksAt <= bytes.length; breaksAt++) {
    const { client } = storage((attempt, init) =>
      respond(
        init,
        { bytes, etag: '"v"', validator: 'strong' },
        attempt === 1 ? { ...HONEST, breaksAt } : HONEST,
      ),
    );
    await advanceUntilSettled(saveDownload(client, id, 'processed', disk.target));
    expect(await disk.saved()).toEqual(bytes);
  }
});
