import type { Upload } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { fakeFetch, rejection } from '../support/fake-fetch.ts';

const item = (number: number) => ({ id: String(number) });

/** A server of pages: for each cursor, items and the next cursor. */
function pages(map: Record<string, [numbers: number[], next: string | null]>, fail?: string) {
  const server: ReturnType<typeof fakeFetch> = fakeFetch((call) => {
    const cursor = new URL(server.requests[call - 1]?.url ?? '').searchParams.get('cursor') ?? '';
    if (cursor === fail) return Response.json({ detail: 'Broken' }, { status: 500 });
    const [numbers, next_cursor] = map[cursor] ?? [[], null];
    return Response.json({ data: numbers.map(item), next_cursor });
  });
  return server;
}
let served: ReturnType<typeof fakeFetch>;

const ids = async (list: AsyncIterable<Upload>) =>
  (await Array.fromAsync(list)).map((upload) => Number(upload.id));

test.each([
  ['one page', { '': [[1, 2], null] }, [1, 2]],
  ['a full last page', { '': [[1, 2], 'b'], b: [[3, 4], null] }, [1, 2, 3, 4]],
  ['a short page', { '': [[1], 'b'], b: [[2, 3], null] }, [1, 2, 3]],
  ['an empty page in the middle', { '': [[1], 'b'], b: [[], 'c'], c: [[2], null] }, [1, 2]],
  ['nothing at all', { '': [[], null] }, []],
] as [string, Parameters<typeof pages>[0], number[]][])(
  'list: yields every item once, in order, for %s',
  async (_, map, expected) => {
    served = pages(map);
    expect(await ids(served.client.uploads.list())).toEqual(expected);
    expect(served.requests).toHaveLength(Object.keys(map).length);
  },
);

test('list: throws an error on the second page after yielding the first', async () => {
  served = pages({ '': [[1], 'b'] }, 'b');
  const got: string[] = [];
  const error = await rejection(
    (async () => {
      for await (const upload of served.client.uploads.list()) got.push(upload.id);
    })(),
  );
  expect(error).toMatchObject({ code: 'server' });
  expect(got).toEqual(['1']);
});

test('list: requests a page only when needed', async () => {
  served = pages({ '': [[1, 2], 'b'], b: [[3], null] });
  for await (const upload of served.client.uploads.list()) if (upload.id === '2') break;
  expect(served.requests).toHaveLength(1);
});

test('list: resumes from a saved cursor', async () => {
  served = pages({ '': [[1, 2], 'b'], b: [[3], 'c'], c: [[4], null] });
  const today = served.client.uploads.list();
  const done: number[] = [];
  for await (const page of today.pages()) {
    done.push(...page.data.map((upload) => Number(upload.id)));
    if (done.length === 3) break;
  }
  expect(today.cursor).toBe('b');
  const tomorrow = served.client.uploads.list({ cursor: 'c' });
  expect(await ids(tomorrow)).toEqual([4]);
  expect(tomorrow.cursor).toBeNull();
});

test('list: sends the query with every page, also for contacts', async () => {
  served = pages({ '': [[1], 'b'], b: [[2], null] });
  await Array.fromAsync(served.client.contacts.list({ status: 'completed', limit: 1 }));
  expect(served.requests.map(({ url }) => new URL(url).search)).toEqual([
    '?status=completed&limit=1',
    '?status=completed&limit=1&cursor=b',
  ]);
});
