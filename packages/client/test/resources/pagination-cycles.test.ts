import { PaginationError } from '@optimaldial/client';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeFetch, rejection } from '../support/fake-fetch.ts';

/** A server of pages with one item each. `next` returns the `next_cursor` of a page. */
function serving(next: (cursor: string | null) => unknown) {
  const server: ReturnType<typeof fakeFetch> = fakeFetch((call) => {
    const cursor = new URL(server.requests[call - 1]?.url ?? '').searchParams.get('cursor');
    return Response.json({ data: [{ id: cursor ?? 'start' }], next_cursor: next(cursor) });
  });
  return server;
}

/** Reads a list until it ends or throws. */
async function read({ client }: ReturnType<typeof fakeFetch>, cursor?: string) {
  const list = client.uploads.list({ cursor });
  const ids: string[] = [];
  const all = (async () => {
    for await (const { id } of list) ids.push(id);
  })();
  const error = await all.then(
    () => undefined,
    () => rejection(all),
  );
  return { ids, error, list };
}

test.each([undefined, null, ''])('list: ends when next_cursor is %j', async (end) => {
  const server = serving((cursor) => (cursor === null ? 'b' : end));
  const { ids, error, list } = await read(server);
  expect(error).toBeUndefined();
  expect(ids).toEqual(['start', 'b']);
  expect(list.cursor).toBeNull();
});

test.each([[7], [true], [{}], [['b']]])(
  'list: throws a PaginationError when next_cursor is %j',
  async (cursor) => {
    const { ids, error } = await read(serving(() => cursor));
    expect(error).toBeInstanceOf(PaginationError);
    expect(String(error)).toContain('GET /api/v1/uploads returned an invalid cursor');
    expect(ids).toEqual(['start']);
  },
);

test('list: throws a PaginationError when a page returns its own cursor', async () => {
  const { ids, error } = await read(
    serving(() => 'b'),
    'b',
  );
  expect(error).toMatchObject({ code: 'pagination' });
  expect(String(error)).toContain('GET /api/v1/uploads returned the same cursor twice');
  expect(ids).toEqual(['b']);
});

test('contacts.list: names its path in a PaginationError', async () => {
  const { client } = serving(() => 'b');
  const error = await rejection(Array.fromAsync(client.contacts.list()));
  expect(String(error)).toContain('GET /api/v1/contacts returned the same cursor twice');
});

test('list: detects a cycle of up to 1,000 pages before repeating an item', async () => {
  const lengths = fc.record({ before: fc.nat(30), cycle: fc.integer({ min: 1, max: 40 }) });
  await fc.assert(
    fc.asyncProperty(lengths, async ({ before, cycle }) => {
      const pages = before + cycle;
      const { ids, error } = await read(
        serving((cursor) => {
          const after = Number(cursor ?? 0) + 1;
          return String(after > pages ? before + 1 : after);
        }),
      );
      expect(error).toBeInstanceOf(PaginationError);
      expect(new Set(ids).size).toBe(ids.length);
      // The first page, those before the cycle, and the cycle itself.
      expect(ids).toHaveLength(1 + pages);
    }),
    { numRuns: 30 },
  );
});

test('list: detects a cycle that is longer than its cursor memory', async () => {
  const server = serving((cursor) => String((Number(cursor ?? -1) + 1) % 1500));
  const { error } = await read(server);
  expect(error).toBeInstanceOf(PaginationError);
  expect(server.requests.length).toBeLessThan(1500 * 4);
});

test('list: reads 5,000 pages with distinct cursors', async () => {
  const { ids, error } = await read(
    serving((cursor) => (cursor === '4999' ? null : String(Number(cursor ?? 0) + 1))),
  );
  expect(error).toBeUndefined();
  expect(new Set(ids).size).toBe(5000);
});
