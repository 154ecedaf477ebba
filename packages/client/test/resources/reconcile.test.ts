import { filenameWithToken, OutcomeUnknownError, type CreateUpload } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { ambiguous, entry, numbers } from '../support/ambiguous.ts';
import { moved, useMovedClock } from '../support/clock.ts';
import { stub } from '../support/stub.ts';

useMovedClock();

describe('reconcile: after an ambiguous failure', () => {
  test('adopts and returns the only match, even if it appears late', async () => {
    const { done, posts, looks, name } = ambiguous((look, sent) =>
      look < 4 ? [entry('crm.csv', 'other')] : [entry('crm.csv', 'other'), entry(sent)],
    );
    expect((await done).value).toMatchObject({ id: 'mine' });
    expect([posts(), looks()]).toEqual([1, 4]);
    expect(name()).toMatch(/^crm\.[\da-f]{8}\.csv$/);
  });

  test('throws OutcomeUnknownError without resending when nothing matches within 30 s', async () => {
    const { done, posts, looks } = ambiguous(() => [entry('crm.csv', 'other')]);
    const { error, ms } = await done;
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(String(error)).toContain('proves nothing');
    expect(error).toMatchObject({ cause: { code: 'connection' } });
    expect([posts(), looks(), ms]).toEqual([1, 6, 30_000]);
  });

  test('throws OutcomeUnknownError when several uploads match', async () => {
    const { done, posts } = ambiguous((_, sent) => [entry(sent), entry(sent, 'twin')]);
    expect((await done).error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('Several'),
    });
    expect(posts()).toBe(1);
  });

  test('names the missing scope when the key may not list uploads', async () => {
    const { done, looks } = ambiguous(() => Response.json({ detail: 'x' }, { status: 403 }));
    expect((await done).error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('uploads:read'),
    });
    expect(looks()).toBe(1);
  });

  test('retries a search that fails temporarily', async () => {
    const { done, looks } = ambiguous((look, sent) =>
      look < 3 ? Response.json({ detail: 'x' }, { status: 503 }) : [entry(sent)],
    );
    expect((await done).value).toMatchObject({ id: 'mine' });
    expect(looks()).toBe(3);
  });

  test('stops searching when aborted', async () => {
    const reason = new Error('enough');
    const ends = new AbortController();
    setTimeout(() => ends.abort(reason), 3000);
    const { done, looks } = ambiguous(() => [], undefined, true, { signal: ends.signal });
    const { error, ms } = await done;
    expect(error).toMatchObject({ code: 'outcome_unknown' });
    expect([ms, looks()]).toEqual([3000, 2]);

    const { client, seen } = stub(() => new Promise(() => undefined));
    const early = new AbortController();
    setTimeout(() => early.abort(reason), 100);
    const call = client.uploads.create({ phone_numbers: numbers }, { reconcile: true, signal: early.signal });
    const ended = await moved(call);
    expect(ended.error).toMatchObject({ code: 'outcome_unknown', cause: reason });
    expect(String(ended.error)).not.toContain('could not be looked for');
    expect(seen).toHaveLength(1);
  });
});

test("reconcile: adds the caller's token to the filename of any input", async () => {
  const file = new File(['x'], '/home/jo/a.csv');
  const uploads: [CreateUpload, string][] = [
    [{ file, phone_column: 'Phone' }, 'a.job-7.csv'],
    [{ file, phone_column: 'Phone', filename_override: 'b.tar.csv' }, 'b.tar.job-7.csv'],
    [{ file: new Blob(['x']), phone_column: 'Phone' }, 'upload.job-7.csv'],
    [{ phone_numbers: numbers }, 'upload.job-7.csv'],
    [{ phone_numbers: numbers, filename: 'noext' }, 'noext.job-7'],
  ];
  for (const [upload, sent] of uploads) {
    const { done, name } = ambiguous((_, found) => [entry(found)], upload, { token: 'job-7' });
    await done;
    expect(name()).toBe(sent);
  }
  expect(filenameWithToken('crm.csv', 'x7k2')).toBe('crm.x7k2.csv');
});

test.each(['', 'a b', 'a/b', 'abc', 'x'.repeat(65), 7])(
  'reconcile: rejects the token %j before sending',
  async (token) => {
    // As JavaScript calls it.
    const { done, posts } = ambiguous(() => [], undefined, { token: token as string });
    expect((await done).error).toMatchObject({ code: 'invalid_input' });
    expect(posts()).toBe(0);
  },
);

test('uploads.create: keeps the filename and does not search without reconcile', async () => {
  const { done, looks, name } = ambiguous(() => [], undefined, false);
  expect((await done).error).toMatchObject({ code: 'outcome_unknown' });
  expect([looks(), name()]).toEqual([0, 'crm.csv']);
});

test('reconcile: rethrows an unambiguous error', async () => {
  const { client, seen } = stub(() => Response.json({ detail: 'x' }, { status: 402 }));
  const call = client.uploads.create({ phone_numbers: numbers }, { reconcile: true });
  expect((await moved(call)).error).toMatchObject({ code: 'insufficient_credits' });
  expect(seen).toHaveLength(1);
});
