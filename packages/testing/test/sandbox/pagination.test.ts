import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAccounts } from '../../src/sandbox/account/accounts.ts';
import { createRateLimit } from '../../src/sandbox/account/rate-limit.ts';
import { listPage } from '../../src/sandbox/resources/pagination.ts';
import { createRandom } from '../../src/sandbox/simulation/random.ts';
import { createCollection } from '../../src/sandbox/state/collection.ts';
import { operations } from '../../src/spec/operations.ts';

const accounts = createAccounts(createRandom(1));
const [own, other] = [accounts.createOrganization(), accounts.createOrganization()];
const item = (id: string, organization = own) => ({ organization, value: { id } });
type Page = { readonly data: readonly { id: string }[]; readonly next_cursor: string | null };

const pageOf = (
  collection: ReturnType<typeof createCollection>,
  query: Record<string, unknown>,
  matches?: (record: { value: { id: string } }) => boolean,
): Page => listPage('listUploads', collection.ownedBy(own), query, matches).body as Page;

test('pagination: returns every item once, newest first, while items are added', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 7 }), (items, limit) => {
      const collection = createCollection();
      for (let at = 0; at < items; at++) {
        collection.add(item(`own-${at}`));
        collection.add(item(`other-${at}`, other));
      }
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = pageOf(collection, { limit, ...(cursor ? { cursor } : {}) });
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.next_cursor;
        collection.add(item(`later-${seen.length}`));
      } while (cursor !== null);
      expect(seen).toEqual(Array.from({ length: items }, (_, at) => `own-${items - 1 - at}`));
    }),
    { seed: 1 },
  );
});

const isAfterB = ({ value }: { value: { id: string } }): boolean => value.id > 'b';

test('pagination: the last page has no cursor when it is full or nothing else matches', () => {
  const collection = createCollection();
  for (const id of ['a', 'b', 'c', 'd']) collection.add(item(id));
  const first = pageOf(collection, { limit: 2 });
  expect(pageOf(collection, { limit: 2, cursor: first.next_cursor })).toEqual({
    data: [{ id: 'b' }, { id: 'a' }],
    next_cursor: null,
  });
  expect(pageOf(collection, { limit: 2 }, isAfterB).next_cursor).toBeNull();
});

test.each([
  '',
  'x',
  Buffer.from('after:-1').toString('base64url'),
  Buffer.from('after:1x').toString('base64url'),
])('pagination: rejects the cursor “%s”', (cursor) => {
  const { status, body } = listPage('listUploads', [], { cursor });
  expect([status, body]).toEqual([400, { detail: 'Invalid cursor' }]);
});

test('collection: finds a record by its ID in any case', () => {
  const collection = createCollection();
  const [one, two] = [item('ab'), item('cd', other)];
  collection.add(one);
  collection.add(two);
  expect([
    collection.find('AB'),
    collection.find('cd'),
    collection.find('ef'),
    collection.find(undefined),
  ]).toEqual([one, two, undefined, undefined]);
});

test('collection: a removed record is in no list', () => {
  const collection = createCollection();
  const [one, two] = [item('a'), item('b')];
  collection.add(one);
  collection.add(two);
  collection.remove(one);
  collection.remove(one);
  expect([collection.all, collection.ownedBy(own), collection.find('a')]).toEqual([[two], [two], undefined]);
});

const rejected = (limit: number, observed: number) => ({
  status: 429,
  headers: { 'retry-after': '30' },
  body: { detail: { error: 'rate_limit_exceeded', limit, observed, retry_after_seconds: 30 } },
});

test('rate limit: refuses a write until the oldest one of the organization is a minute old', () => {
  const organization = accounts.createOrganization();
  const [a, b] = [accounts.createKey(organization), accounts.createKey(organization)];
  const write = operations.find(({ id }) => id === 'createUpload');
  if (write === undefined) throw new Error('The spec has no createUpload.');
  const rateLimit = createRateLimit({ key: 2, organization: 3 });
  expect([rateLimit(write, a, 0), rateLimit(write, b, 10_000), rateLimit(write, a, 20_000)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(rateLimit(write, a, 30_000)).toMatchObject(rejected(2, 3));
  expect(rateLimit(write, b, 30_000)).toMatchObject(rejected(3, 4));
  expect(rateLimit(write, b, 60_000)).toBeUndefined();
});
