import {
  filenameWithToken,
  OutcomeUnknownError,
  type CreateUpload,
  type Reconcile,
} from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { broken, moved, useMovedClock } from './clock.ts';
import { stub } from './stub.ts';

useMovedClock();

const numbers = Array.from({ length: 100 }, () => '+14155550123');

/** A client whose POST fails, and whose list is `listed`, asked for the so manieth time with the name that was sent. */
function ambiguous(
  listed: (look: number, name: string) => Response | object[],
  upload: CreateUpload = { phone_numbers: numbers, filename: 'crm.csv' },
  reconcile: Reconcile = true,
  signal?: AbortSignal,
) {
  let looks = 0;
  let name = '';
  const { client, seen } = stub(
    (_, init) => {
      if (init.method === 'POST') {
        name = nameIn(init.body);
        throw broken('ECONNRESET');
      }
      const found = listed(++looks, name);
      return found instanceof Response ? found : Response.json({ data: found, next_cursor: null });
    },
    { maxRetries: 0 },
  );
  const done = moved(client.uploads.create(upload, { reconcile, signal }));
  return {
    done,
    posts: () => seen.filter(({ init }) => init.method === 'POST').length,
    looks: () => looks,
    name: () => name,
  };
}

function nameIn(body: RequestInit['body']): string {
  const found = body instanceof FormData ? body.get('filename_override') : undefined;
  if (typeof found === 'string') return found;
  return typeof body === 'string' ? (/"filename":"([^"]+)"/.exec(body)?.[1] ?? '') : '';
}

const entry = (original_filename: string, id = 'mine', age = 0) => ({
  id,
  original_filename,
  created_at: new Date(Date.now() - age).toISOString(),
});

describe('after an ambiguous failure', () => {
  test('exactly one match is adopted and returned; it may come late', async () => {
    const { done, posts, looks, name } = ambiguous((look, sent) =>
      look < 4 ? [entry('crm.csv', 'other')] : [entry('crm.csv', 'other'), entry(sent)],
    );
    expect((await done).value).toMatchObject({ id: 'mine' });
    expect([posts(), looks()]).toEqual([1, 4]);
    expect(name()).toMatch(/^crm\.[\da-f]{8}\.csv$/);
  });

  test('none in half a minute: unknown, and never sent again', async () => {
    const { done, posts, looks } = ambiguous(() => [entry('crm.csv', 'other')]);
    const { error, ms } = await done;
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(String(error)).toContain('proves nothing');
    expect(error).toMatchObject({ cause: { code: 'connection' } });
    expect([posts(), looks(), ms]).toEqual([1, 6, 30_000]);
  });

  test('several: unknown', async () => {
    const { done, posts } = ambiguous((_, sent) => [entry(sent), entry(sent, 'twin')]);
    expect((await done).error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('Several'),
    });
    expect(posts()).toBe(1);
  });

  test('a key that may not read: unknown, naming the scope', async () => {
    const { done, looks } = ambiguous(() => Response.json({ detail: 'x' }, { status: 403 }));
    expect((await done).error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('uploads:read'),
    });
    expect(looks()).toBe(1);
  });

  test('a list that fails for now is asked again', async () => {
    const { done, looks } = ambiguous((look, sent) =>
      look < 3 ? Response.json({ detail: 'x' }, { status: 503 }) : [entry(sent)],
    );
    expect((await done).value).toMatchObject({ id: 'mine' });
    expect(looks()).toBe(3);
  });

  test('an abort: no looking, neither after it nor any longer', async () => {
    const reason = new Error('enough');
    const ends = new AbortController();
    setTimeout(() => ends.abort(reason), 3000);
    const { done, looks } = ambiguous(() => [], undefined, true, ends.signal);
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

test('a token of the caller goes into the name of whatever is sent', async () => {
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
  'the token %j is refused before anything is sent',
  async (token) => {
    // As JavaScript calls it.
    const { done, posts } = ambiguous(() => [], undefined, { token: token as string });
    expect((await done).error).toMatchObject({ code: 'invalid_input' });
    expect(posts()).toBe(0);
  },
);

test('without `reconcile` the name stays as it is, and nobody looks', async () => {
  const { done, looks, name } = ambiguous(() => [], undefined, false);
  expect((await done).error).toMatchObject({ code: 'outcome_unknown' });
  expect([looks(), name()]).toEqual([0, 'crm.csv']);
});

test('what is no ambiguous failure is thrown as ever', async () => {
  const { client, seen } = stub(() => Response.json({ detail: 'x' }, { status: 402 }));
  const call = client.uploads.create({ phone_numbers: numbers }, { reconcile: true });
  expect((await moved(call)).error).toMatchObject({ code: 'insufficient_credits' });
  expect(seen).toHaveLength(1);
});
