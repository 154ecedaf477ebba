import { filenameWithToken } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, phoneList } from '../support/fake-fetch.ts';
import { createWithLostResponse, listedUpload } from '../support/lost-response.ts';

useFakeClock();

const token = { token: 'job-7' };

describe('reconcile: limits', () => {
  test('stops at the deadline of the call after a last search just before it', async () => {
    const { done, searches } = createWithLostResponse(() => [], undefined, token, { deadline: 10_000 });
    const { error, ms } = await done;
    expect(error).toMatchObject({ code: 'outcome_unknown' });
    expect([ms, searches()]).toEqual([9000, 4]);
  });

  test('stops at the deadline in the middle of a search', async () => {
    const { done, searches } = createWithLostResponse(
      () => new Promise<Response>(() => undefined),
      undefined,
      token,
      {
        deadline: 5000,
      },
    );
    const { error, ms } = await done;
    expect(error).toMatchObject({ code: 'outcome_unknown', message: expect.stringContaining('failed') });
    expect([ms, searches()]).toEqual([5000, 1]);
  });

  test('does not search when the deadline ended the request itself', async () => {
    const { client, requests } = fakeFetch(() => new Promise(() => undefined));
    const { error, ms } = await settle(client.uploads.create(phoneList, { reconcile: true, deadline: 2000 }));
    expect(error).toMatchObject({ code: 'outcome_unknown', cause: { code: 'timeout' } });
    expect(String(error)).toContain('left no time');
    expect([ms, requests.length]).toEqual([2000, 1]);
  });

  test('stops after 1,000 pages of an endless list', async () => {
    const { done, searches } = createWithLostResponse(
      (search) =>
        Response.json({ data: [listedUpload('b.csv', String(search))], next_cursor: String(search) }),
      undefined,
      token,
      { deadline: 0 },
    );
    expect((await done).error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('The search failed.'),
    });
    expect(searches()).toBe(1000);
  });

  test('stops immediately when aborted during a search', async () => {
    const ends = new AbortController();
    setTimeout(() => ends.abort(new Error('enough')), 700);
    const { done, searches } = createWithLostResponse(
      () => new Promise<Response>(() => undefined),
      undefined,
      token,
      {
        signal: ends.signal,
      },
    );
    const { error, ms } = await done;
    expect(error).toMatchObject({ code: 'outcome_unknown', cause: { code: 'connection' } });
    expect(String(error)).not.toContain('The search failed.');
    expect([ms, searches()]).toEqual([700, 1]);
  });
});

describe('filenameWithToken', () => {
  test.each([
    ['exports/crm.csv', 'crm.x7k2.csv'],
    ['C:\\exports\\crm.csv', 'crm.x7k2.csv'],
    ['../.crm', '.crm.x7k2'],
    ['a.b/crm', 'crm.x7k2'],
  ])('uses the last segment of %s', (path, expected) => {
    expect(filenameWithToken(path, 'x7k2')).toBe(expected);
  });

  test.each(['', '.', '..', 'exports/', ' ', 'a\r\nb.csv', 'a\0.csv', undefined, 7])(
    'rejects the filename %j',
    (filename) => {
      expect(() => filenameWithToken(filename as string, 'x7k2')).toThrow(
        expect.objectContaining({ code: 'invalid_input' }),
      );
    },
  );

  test('prevents uploads.create from sending an invalid filename', async () => {
    const { done, creates } = createWithLostResponse(() => [], { ...phoneList, filename: 'exports/' }, token);
    expect((await done).error).toMatchObject({ code: 'invalid_input' });
    expect(creates()).toBe(0);
  });
});
