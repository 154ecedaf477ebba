import type { CreateUpload } from '@optimaldial/client';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { useFakeClock } from '../support/fake-clock.ts';
import { createWithLostResponse, listedUpload } from '../support/lost-response.ts';

useFakeClock();

const file = new File(['Phone\n+14155550123\n'], 'crm.csv');
const upload: CreateUpload = { file, phone_column: 'Phone' };
const token = { token: 'job-7' };

/** Returns the adopted ID or the error of a create when the list has these uploads. */
async function created(sent: CreateUpload, ...listed: object[]): Promise<string> {
  const { done, creates } = createWithLostResponse(() => listed, sent, { ...token, since: new Date() });
  const { value, error } = await done;
  expect(creates()).toBe(1);
  return value?.id ?? String(error).replace(/^.*It was not retried\. /s, '');
}

const rows = (valid: number | null, invalid: number | null) => ({
  ...listedUpload('crm.job-7.csv'),
  valid_row_count: valid,
  invalid_row_count: invalid,
});
const bytes = (file_size_bytes: number | null, id = 'mine') => ({
  ...listedUpload('crm.job-7.csv', id),
  file_size_bytes,
});

describe('reconcile: files', () => {
  test('adopts an upload of the same or unknown size', async () => {
    expect(await created(upload, bytes(file.size))).toBe('mine');
    expect(await created(upload, bytes(null))).toBe('mine');
    expect(await created(upload, listedUpload('crm.job-7.csv'))).toBe('mine');
  });

  test('adopts nothing when the size differs', async () => {
    const reason = await created(upload, bytes(file.size + 1), bytes(0, 'empty'));
    expect(reason).toContain('has a different size');
    expect(reason).toContain('in 15 minutes');
  });

  test('adopts the match next to one of another size', async () => {
    expect(await created(upload, bytes(7, 'other'), bytes(file.size))).toBe('mine');
  });
});

const list = (phone_numbers: string[]): CreateUpload => ({ phone_numbers, filename: 'crm.csv' });
const written = (number: string): string[] => [number, `+1 ${number}`, `1-${number}`, `(${number})`];

describe('reconcile: entries', () => {
  const distinct = Array.from({ length: 200 }, (_, row) => `+1415555${1000 + row}`);

  test.each<[string, number | null, number | null, boolean]>([
    ['all rows valid', 200, 0, true],
    ['some invalid', 150, 50, true],
    ['counts unknown', null, null, true],
    ['one count unknown', 120, null, true],
    ['more rows than entries', 200, 1, false],
    ['fewer rows than distinct numbers', 120, 3, false],
    ['no rows', 0, 0, false],
  ])('%s: %s valid + %s invalid of 200 adopted: %s', async (_, valid, invalid, adopted) => {
    const result = await created(list(distinct), rows(valid, invalid));
    expect(result === 'mine').toBe(adopted);
    if (!adopted) expect(result).toContain('has a different size');
  });

  test('accepts duplicates counted once or each time, in any notation', async () => {
    const twice = [...distinct, ...distinct.map((number) => `(${number.slice(2, 5)}) ${number.slice(5)} x9`)];
    for (const [valid, adopted] of [
      [199, false],
      [200, true],
      [317, true],
      [400, true],
      [401, false],
    ] as const) {
      expect((await created(list(twice), rows(valid, 0))) === 'mine').toBe(adopted);
    }
  });

  test('ignores entries without digits', async () => {
    expect(await created(list([...distinct, '', 'n/a']), rows(200, 0))).toBe('mine');
  });

  test('compares contacts by phone_column when given', async () => {
    const contacts = distinct.map((phone) => ({ Name: 'Lead', phone }));
    const named = { contacts, phone_column: 'phone', filename: 'crm.csv' };
    expect(await created(named, rows(190, 10))).toBe('mine');
    expect(await created(named, rows(120, 0))).toContain('a different size');
    const unnamed = { contacts, filename: 'crm.csv' };
    expect(await created(unnamed, rows(120, 0))).toBe('mine');
    expect(await created(unnamed, rows(201, 0))).toContain('a different size');
  });

  test('adopts any count that valid, invalid and duplicate entries can produce', async () => {
    const one = fc.constantFrom(
      ...distinct.flatMap((number) => written(number.slice(2))),
      'ask Kim',
      '555-01',
      '',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(one, { minLength: 100, maxLength: 140 }),
        fc.boolean(),
        async (entries, dedupes) => {
          const digits = entries.map((number) => number.replaceAll(/\D/g, '').replace(/^1/, ''));
          const counted = dedupes ? [...new Set(digits)] : digits;
          const valid = counted.filter((number) => number.length === 10).length;
          expect(await created(list(entries), rows(valid, counted.length - valid))).toBe('mine');
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('reconcile: candidates', () => {
  test('exclude uploads from more than 10 minutes before `since`', async () => {
    expect(await created(upload, listedUpload('crm.job-7.csv', 'old', 601_000))).toContain(
      'may still be in progress',
    );
    expect(await created(upload, listedUpload('crm.job-7.csv', 'mine', 300_000))).toBe('mine');
  });

  test('include an upload on two pages once', async () => {
    const { done } = createWithLostResponse(
      (search, name) =>
        Response.json({ data: [listedUpload(name)], next_cursor: search % 2 === 1 ? 'next' : null }),
      upload,
      token,
    );
    expect((await done).value).toMatchObject({ id: 'mine' });
  });

  test('are not adopted when several match', async () => {
    expect(await created(upload, bytes(file.size), bytes(file.size, 'twin'))).toContain('Several uploads');
  });
});
