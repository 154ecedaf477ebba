import { filenameWithToken } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { ambiguous, entry, numbers } from '../support/ambiguous.ts';
import { moved, useMovedClock } from '../support/clock.ts';
import { stub } from '../support/stub.ts';

useMovedClock();

const token = { token: 'job-7' };

describe('reconcile: limits', () => {
  test('stops at the deadline of the call after a last search just before it', async () => {
    const { done, looks } = ambiguous(() => [], undefined, token, { deadline: 10_000 });
    const { error, ms } = await done;
    expect(error).toMatchObject({ code: 'outcome_unknown' });
    expect([ms, looks()]).toEqual([9000, 4]);
  });

  test('stops at the deadline in the middle of a search', async () => {
    const { done, looks } = ambiguous(() => new Promise<Response>(() => undefined), undefined, token, {
      deadline: 5000,
    });
    const { error, ms } = await done;
    expect(error).toMatchObject({ code: 'outcome_unknown', message: expect.stringContaining('failed') });
    expect([ms, looks()]).toEqual([5000, 1]);
  });

  test('does not search when the deadline ended the request itself', async () => {
    const { client, seen } = stub(() => new Promise(() => undefined));
    const { error, ms } = await moved(
      client.uploads.create({ phone_numbers: numbers }, { reconcile: token, deadline: 2000 }),
    );
    expect(error).toMatchObject({ code: 'outcome_unknown', cause: { code: 'timeout' } });
    expect(String(error)).toContain('left no time');
    expect([ms, seen.length]).toEqual([2000, 1]);
  });

  test('stops after 1,000 pages of an endless list', async () => {
    const { done, looks } = ambiguous(
      (look) => Response.json({ data: [entry('b.csv', String(look))], next_cursor: String(look) }),
      undefined,
      token,
      { deadline: 0 },
    );
    expect((await done).error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('The search for the upload failed.'),
    });
    expect(looks()).toBe(1000);
  });

  test('stops at once when aborted during a search', async () => {
    const ends = new AbortController();
    setTimeout(() => ends.abort(new Error('enough')), 700);
    const { done, looks } = ambiguous(() => new Promise<Response>(() => undefined), undefined, token, {
      signal: ends.signal,
    });
    const { error, ms } = await done;
    expect(error).toMatchObject({ code: 'outcome_unknown', cause: { code: 'connection' } });
    expect(String(error)).not.toContain('The search for the upload failed.');
    expect([ms, looks()]).toEqual([700, 1]);
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
      // As JavaScript calls it.
      expect(() => filenameWithToken(filename as string, 'x7k2')).toThrow(
        expect.objectContaining({ code: 'invalid_input' }),
      );
    },
  );

  test('prevents uploads.create from sending an invalid filename', async () => {
    const { done, posts } = ambiguous(() => [], { phone_numbers: numbers, filename: 'exports/' }, token);
    expect((await done).error).toMatchObject({ code: 'invalid_input' });
    expect(posts()).toBe(0);
  });
});
