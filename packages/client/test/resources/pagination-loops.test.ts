import type { Upload } from '@optimaldial/client';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeFetch, rejection } from '../support/fake-fetch.ts';

const PAGES = 4;

/** A server of four pages with two items each, `0` to `7`; it fails while `fault.page` is the page. */
function server() {
  const fault: { page?: number } = {};
  const all: ReturnType<typeof fakeFetch> = fakeFetch((call) => {
    const page = Number(new URL(all.requests[call - 1]?.url ?? '').searchParams.get('cursor') ?? 0);
    if (page === fault.page) return Response.json({ detail: 'Broken' }, { status: 500 });
    const data = [{ id: String(page * 2) }, { id: String(page * 2 + 1) }];
    return Response.json({ data, next_cursor: page + 1 < PAGES ? String(page + 1) : null });
  });
  return { client: all.client, requests: all.requests, fault };
}

const EVERY = Array.from({ length: PAGES * 2 }, (_, index) => String(index));

test('list: two concurrent loops each get every item', async () => {
  const list = server().client.uploads.list();
  const read = async () => (await Array.fromAsync(list)).map(({ id }) => id);
  expect(await Promise.all([read(), read()])).toEqual([EVERY, EVERY]);
});

test('list: loops stay independent when interleaved in any order', async () => {
  const orders = fc.array(fc.nat(2), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const list = server().client.uploads.list();
      const loops = [0, 1, 2].map(() => ({ got: [] as string[], iterator: list[Symbol.asyncIterator]() }));
      for (const index of order) {
        const loop = loops[index];
        const { value, done } = (await loop?.iterator.next()) ?? {};
        if (done !== true && value !== undefined) loop?.got.push(value.id);
      }
      for (const [index, { got }] of loops.entries()) {
        const steps = order.filter((one) => one === index).length;
        expect(got).toEqual(EVERY.slice(0, steps));
      }
    }),
    { numRuns: 100 },
  );
});

test('list: a nested loop does not disturb the outer loop', async () => {
  const list = server().client.uploads.list();
  const pairs: string[] = [];
  for await (const { id } of list) {
    for await (const inner of list) {
      pairs.push(`${id}${inner.id}`);
      if (inner.id === '2') break;
    }
  }
  expect(pairs).toEqual(EVERY.flatMap((id) => ['0', '1', '2'].map((inner) => `${id}${inner}`)));
});

test('list: parallel next() calls return items in order and request each page once', async () => {
  const { client, requests } = server();
  const iterator = client.uploads.list()[Symbol.asyncIterator]();
  const results = await Promise.all(EVERY.map(() => iterator.next()));
  expect(results.map(({ value }: IteratorResult<Upload>) => value?.id)).toEqual(EVERY);
  expect(requests).toHaveLength(PAGES);
});

test('list: a second loop restarts after an error, and cursor resumes at the failed page', async () => {
  const { client, fault } = server();
  const list = client.uploads.list();
  fault.page = 2;
  expect(await rejection(Array.fromAsync(list))).toMatchObject({ code: 'server' });
  expect(list.cursor).toBe('2');
  delete fault.page;
  const rest = await Array.fromAsync(client.uploads.list({ cursor: '2' }));
  expect(rest.map(({ id }) => id)).toEqual(['4', '5', '6', '7']);
  expect((await Array.fromAsync(list)).map(({ id }) => id)).toEqual(EVERY);
});

test('list: cursor follows the loop that advanced last', async () => {
  const list = server().client.uploads.list();
  expect(list.cursor).toBeUndefined();
  const [ahead, behind] = [list.pages()[Symbol.asyncIterator](), list.pages()[Symbol.asyncIterator]()];
  await ahead.next();
  await ahead.next();
  expect(list.cursor).toBe('1');
  await behind.next();
  expect(list.cursor).toBeUndefined();
  await ahead.next();
  expect(list.cursor).toBe('2');
});

test('list: cursor stays on a page until the loop passes its last item', async () => {
  const list = server().client.uploads.list();
  const cursors: unknown[] = [];
  for await (const { id } of list) {
    cursors.push(list.cursor);
    if (id === '4') break;
  }
  expect(cursors).toEqual([undefined, undefined, '1', '1', '2']);
  expect(list.cursor).toBe('2');
});
