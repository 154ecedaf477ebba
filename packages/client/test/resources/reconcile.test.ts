import { type CreateUpload, filenameWithToken, OutcomeUnknownError } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, phoneList, rejectionBeforeSending } from '../support/fake-fetch.ts';
import { createWithLostResponse, listedUpload } from '../support/lost-response.ts';

useFakeClock();

describe('reconcile: after an ambiguous failure', () => {
  test('adopts and returns the only match, even if it appears late', async () => {
    const { done, creates, searches, name } = createWithLostResponse((search, sent) =>
      search < 4
        ? [listedUpload('crm.csv', 'other')]
        : [listedUpload('crm.csv', 'other'), listedUpload(sent)],
    );
    expect((await done).value).toMatchObject({ id: 'mine' });
    expect([creates(), searches()]).toEqual([1, 4]);
    expect(name()).toMatch(/^crm\.[\da-f]{8}\.csv$/);
  });

  test('throws OutcomeUnknownError without resending when nothing matches within 30 s', async () => {
    const { done, creates, searches } = createWithLostResponse(() => [listedUpload('crm.csv', 'other')]);
    const { error, ms } = await done;
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(String(error)).toContain('may still be in progress');
    expect(error).toMatchObject({ cause: { code: 'connection' } });
    expect([creates(), searches(), ms]).toEqual([1, 6, 30_000]);
  });

  test('throws OutcomeUnknownError when several uploads match', async () => {
    const { done, creates } = createWithLostResponse((_, sent) => [
      listedUpload(sent),
      listedUpload(sent, 'twin'),
    ]);
    expect((await done).error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('Several'),
    });
    expect(creates()).toBe(1);
  });

  test('names the missing scope when the key may not list uploads', async () => {
    const { done, searches } = createWithLostResponse(() => Response.json({ detail: 'x' }, { status: 403 }));
    expect((await done).error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('uploads:read'),
    });
    expect(searches()).toBe(1);
  });

  test('retries a search that fails temporarily', async () => {
    const { done, searches } = createWithLostResponse((search, sent) =>
      search < 3 ? Response.json({ detail: 'x' }, { status: 503 }) : [listedUpload(sent)],
    );
    expect((await done).value).toMatchObject({ id: 'mine' });
    expect(searches()).toBe(3);
  });

  test('stops searching when aborted', async () => {
    const reason = new Error('enough');
    const ends = new AbortController();
    setTimeout(() => ends.abort(reason), 3000);
    const { done, searches } = createWithLostResponse(() => [], undefined, true, { signal: ends.signal });
    const { error, ms } = await done;
    expect(error).toMatchObject({ code: 'outcome_unknown' });
    expect([ms, searches()]).toEqual([3000, 2]);

    const { client, requests } = fakeFetch(() => new Promise(() => undefined));
    const early = new AbortController();
    setTimeout(() => early.abort(reason), 100);
    const call = client.uploads.create(phoneList, { reconcile: true, signal: early.signal });
    const ended = await settle(call);
    expect(ended.error).toMatchObject({ code: 'outcome_unknown', cause: reason });
    expect(String(ended.error)).not.toContain('could not be looked for');
    expect(requests).toHaveLength(1);
  });
});

test("reconcile: adds the caller's token to the filename of any input", async () => {
  const file = new File(['x'], '/home/jo/a.csv');
  const uploads: [CreateUpload, string][] = [
    [{ file, phone_column: 'Phone' }, 'a.job-7.csv'],
    [{ file, phone_column: 'Phone', filename_override: 'b.tar.csv' }, 'b.tar.job-7.csv'],
    [{ file: new Blob(['x']), phone_column: 'Phone' }, 'upload.job-7.csv'],
    [phoneList, 'upload.job-7.csv'],
    [{ ...phoneList, filename: 'noext' }, 'noext.job-7'],
  ];
  for (const [upload, sent] of uploads) {
    const { done, name } = createWithLostResponse((_, found) => [listedUpload(found)], upload, {
      token: 'job-7',
    });
    await done;
    expect(name()).toBe(sent);
  }
  expect(filenameWithToken('crm.csv', 'x7k2')).toBe('crm.x7k2.csv');
});

test.each(['', 'a b', 'a/b', 'abc', 'x'.repeat(65), 7])(
  'reconcile: rejects the token %j before sending',
  async (token) => {
    const { done, creates } = createWithLostResponse(() => [], undefined, { token: token as string });
    expect((await done).error).toMatchObject({ code: 'invalid_input' });
    expect(creates()).toBe(0);
  },
);

test.each([
  ['run-1', 'a string'],
  [1, 'a number'],
  [null, 'null'],
])('reconcile: rejects %j before sending', async (reconcile, type) => {
  const options: any = { reconcile };
  const error = await rejectionBeforeSending((client) => client.uploads.create(phoneList, options));
  expect(error).toMatchObject({
    code: 'invalid_input',
    message: `\`reconcile\` must be a boolean or \`{ token }\`, got ${type}. Nothing was sent.`,
  });
});

test('uploads.create: keeps the filename and does not search without reconcile', async () => {
  const { done, searches, name } = createWithLostResponse(() => [], undefined, false);
  expect((await done).error).toMatchObject({ code: 'outcome_unknown' });
  expect([searches(), name()]).toEqual([0, 'crm.csv']);
});

test('reconcile: rethrows an unambiguous error', async () => {
  const { client, requests } = fakeFetch(() => Response.json({ detail: 'x' }, { status: 402 }));
  const call = client.uploads.create(phoneList, { reconcile: true });
  expect((await settle(call)).error).toMatchObject({ code: 'insufficient_credits' });
  expect(requests).toHaveLength(1);
});
