import { type Client, createClient, PaginationError } from '@optimaldial/client';
import { createMock } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noResponse, settle, useFakeClock } from '../support/fake-clock.ts';
import {
  apiKey,
  fakeFetch,
  id as exampleId,
  rejection,
  rejectionBeforeSending,
} from '../support/fake-fetch.ts';

useFakeClock();

const MINUTE_MS = 60_000;

/** An upload in the list, with its age in ms. */
const listed = (id: string, original_filename: string, age = 0) => ({
  id,
  original_filename,
  created_at: new Date(Date.now() - age).toISOString(),
});

/** A client whose list has these pages. */
function listing(...pages: object[][]) {
  return fakeFetch((call) => {
    const next_cursor = call < pages.length ? `page-${call + 1}` : null;
    return Response.json({ data: pages[call - 1] ?? [], next_cursor });
  });
}

const ids = async (client: Client, filename: string, age = 0): Promise<string[]> => {
  const found = await client.uploads.find({ filename, since: new Date(Date.now() - age) });
  return found.map(({ id }) => id);
};

test('uploads.find: includes the 10 minutes before `since` and nothing older', async () => {
  const { client } = listing([
    listed('new', 'a.csv'),
    listed('ahead', 'a.csv', -5 * MINUTE_MS),
    listed('edge', 'a.csv', 10 * MINUTE_MS),
    listed('old', 'a.csv', 10 * MINUTE_MS + 1),
  ]);
  expect(await ids(client, 'a.csv')).toEqual(['new', 'ahead', 'edge']);
});

test('uploads.find: continues after an old upload and stops after a page of old ones', async () => {
  const { client, requests } = listing(
    [listed('old', 'a.csv', 20 * MINUTE_MS), listed('one', 'a.csv')],
    [],
    [listed('two', 'a.csv', MINUTE_MS), listed('other', 'b.csv')],
    [listed('old', 'b.csv', 20 * MINUTE_MS)],
    [listed('never read', 'a.csv')],
  );
  expect(await ids(client, 'a.csv')).toEqual(['one', 'two']);
  expect(requests).toHaveLength(4);
});

test('uploads.find: reads no page after one of old uploads in the examples of the spec', async () => {
  const mock = createMock();
  const client = createClient({ apiKey, fetch: mock.fetch });
  mock.on('listUploads').example('first_page');
  const none = await client.uploads.find({ filename: 'crm-export.csv', since: new Date('2026-05-06') });
  expect([none, mock.requests().length]).toEqual([[], 1]);
  mock.on('listUploads').example('last_page');
  const found = await client.uploads.find({ filename: 'wrong-list.csv', since: new Date('2026-05-01') });
  expect(found).toMatchObject([{ status: 'cancelled' }]);
  expect(found[0]?.id).not.toBe(exampleId);
});

test('uploads.find: returns an upload once when two pages list it', async () => {
  const { client } = listing(
    [listed('1', 'a.csv'), listed('2', 'a.csv')],
    [listed('2', 'a.csv'), listed('3', 'a.csv')],
  );
  expect(await ids(client, 'a.csv')).toEqual(['1', '2', '3']);
});

test.each(['a.csv', 'exports/a.csv', '/srv/exports/a.csv', 'C:\\exports\\a.csv', './x\\y/a.csv'])(
  'uploads.find: uses the last segment of the path %s',
  async (path) => {
    const { client } = listing([listed('1', 'a.csv'), listed('2', 'b.csv'), listed('3', 'xa.csv')]);
    expect(await ids(client, path)).toEqual(['1']);
  },
);

test('uploads.find: also finds a path that was sent as `filename`', async () => {
  const { client } = listing([listed('1', 'exports/a.csv'), listed('2', 'other/a.csv')]);
  expect(await ids(client, 'exports/a.csv')).toEqual(['1']);
});

test('uploads.find: equals a plain filter of recent pages for any list', async () => {
  const upload = fc.record({
    id: fc.constantFrom('1', '2', '3', '4'),
    name: fc.constantFrom('a.csv', 'b.csv'),
    minutes: fc.constantFrom(0, 9, 11, 60),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(upload, { maxLength: 4 }), { maxLength: 5 }), async (pages) => {
      const { client } = listing(
        ...pages.map((page) => page.map(({ id, name, minutes }) => listed(id, name, minutes * MINUTE_MS))),
      );
      const end = pages.findIndex((page) => page.length > 0 && page.every(({ minutes }) => minutes > 10));
      const expected = pages
        .slice(0, end === -1 ? pages.length : end)
        .flat()
        .filter(({ name, minutes }) => name === 'a.csv' && minutes <= 10)
        .map(({ id }) => id);
      expect(await ids(client, 'a.csv')).toEqual([...new Set(expected)]);
    }),
    { numRuns: 200 },
  );
});

describe('uploads.find: input', () => {
  const since = new Date(0);
  test.each<[string, unknown]>([
    ['`since` is an invalid date', { filename: 'a.csv', since: new Date(Number.NaN) }],
    ['`since` is a string', { filename: 'a.csv', since: '2026-05-06' }],
    ['`since` is a number', { filename: 'a.csv', since: 0 }],
    ['`since` is missing', { filename: 'a.csv' }],
    ['`since` is null', { filename: 'a.csv', since: null }],
    ['`since` is far in the future', { filename: 'a.csv', since: new Date('9999-01-01') }],
    ['the filename is missing', { since }],
    ['the filename is empty', { filename: '', since }],
    ['the filename is a folder', { filename: 'exports/', since }],
    ['the filename is `..`', { filename: 'exports/..', since }],
    ['the filename is blank', { filename: ' ', since }],
    ['the filename has a line break', { filename: 'a\n.csv', since }],
    ['the filename is a number', { filename: 7, since }],
    ['there is only a filename', 'a.csv'],
  ])('is rejected before sending when %s', async (_, wanted) => {
    const untyped: any = wanted;
    const error = await rejectionBeforeSending((client) => client.uploads.find(untyped));
    expect(error).toMatchObject({ code: 'invalid_input' });
  });

  test.each<[string, unknown, string | RegExp]>([
    ['a string', '2026-05-06', 'got a string.'],
    ['a number', 1_777_903_361_000, 'got 1777903361000.'],
    ['an invalid date', new Date(Number.NaN), 'got Invalid Date.'],
    ['in the future', new Date('9999-06-01'), / 9999 /],
  ])('names `since` when it is %s', async (_, given, got) => {
    const untyped: any = { filename: 'a.csv', since: given };
    const error = await rejectionBeforeSending((client) => client.uploads.find(untyped));
    expect(error).toMatchObject({
      message: expect.stringContaining('`since` must be a valid Date that is not in the future, got '),
    });
    expect(String(error)).toMatch(got);
  });

  test('names the rule when the filename is only dots', async () => {
    const error = await rejectionBeforeSending((client) => client.uploads.find({ filename: '..', since }));
    expect(String(error)).toContain(
      "The filename can't be empty, only dots and spaces, or contain control characters.",
    );
  });

  test('accepts a date a few minutes ahead, as after a clock correction', async () => {
    const { client } = listing([listed('1', 'a.csv')]);
    expect(await ids(client, 'a.csv', -5 * MINUTE_MS)).toEqual(['1']);
  });
});

/** A client whose list never ends, with a delay in ms per page. */
const endless = (wait: number) =>
  fakeFetch(async (call) => {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return Response.json({ data: [listed(String(call), 'b.csv')], next_cursor: String(call) });
  });

describe('uploads.find: limits', () => {
  const wanted = { filename: 'a.csv', since: new Date(0) };
  test('stops after 1,000 pages of an endless list', async () => {
    const { client, requests } = endless(0);
    const error = await rejection(client.uploads.find(wanted));
    expect(error).toBeInstanceOf(PaginationError);
    expect(String(error)).toContain('later `since`');
    expect(requests).toHaveLength(1000);
  });

  test('times out at its deadline, which covers all pages', async () => {
    const { client, requests } = endless(400);
    const { error, ms } = await settle(client.uploads.find(wanted, { deadline: 1000 }));
    expect(error).toMatchObject({ code: 'timeout', limit: 'deadline', elapsed: 1000 });
    expect([ms, requests.length]).toEqual([1000, 3]);
  });

  test("times out at the client's deadline, or by default after 10 minutes", async () => {
    const own = fakeFetch(() => noResponse(), { deadline: 2000 });
    expect((await settle(own.client.uploads.find(wanted))).ms).toBe(2000);
    const standard = endless(5000);
    expect((await settle(standard.client.uploads.find(wanted))).ms).toBe(600_000);
  });

  test('rejects with the abort reason between pages and before the first', async () => {
    const reason = new Error('enough');
    const ends = new AbortController();
    const { client, requests } = endless(400);
    setTimeout(() => ends.abort(reason), 1000);
    const { error, ms } = await settle(client.uploads.find(wanted, { signal: ends.signal }));
    expect([error, ms, requests.length]).toEqual([reason, 1000, 3]);
    expect((await settle(client.uploads.find(wanted, { signal: ends.signal }))).error).toBe(reason);
    expect(requests).toHaveLength(3);
  });
});
