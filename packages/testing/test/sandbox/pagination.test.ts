import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAccounts } from '../../src/sandbox/account.ts';
import { createCollection } from '../../src/sandbox/pagination.ts';
import { createRandom } from '../../src/sandbox/random.ts';

const accounts = createAccounts(createRandom(1));
const [own, other] = [accounts.organization(), accounts.organization()];
const item = (id: string, organization = own) => ({ organization, value: { id } });
type Page = { readonly data: readonly { id: string }[]; readonly next_cursor: string | null };

const pageOf = (collection: ReturnType<typeof createCollection>, ...asked: unknown[]): Page => {
  const [query = {}, matches] = asked as [Record<string, unknown>?, (() => boolean)?];
  return collection.page('listUploads', own, query, matches).body as Page;
};

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
  const { status, body } = createCollection().page('listUploads', own, { cursor });
  expect([status, body]).toEqual([400, { detail: 'Invalid cursor' }]);
});

test('pagination: finds an item by its ID in any case', () => {
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

test('rate limit: refuses a write until the oldest one of the organization is a minute old', () => {
  const limited = createAccounts(createRandom(1), { key: 2, organization: 3 });
  const organization = limited.organization();
  const [a, b] = [limited.key(organization), limited.key(organization)];
  expect([limited.holdWrite(a, 0), limited.holdWrite(b, 10_000), limited.holdWrite(a, 20_000)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(limited.holdWrite(a, 30_000)).toEqual({ limit: 2, observed: 3, seconds: 30 });
  expect(limited.holdWrite(b, 30_000)).toEqual({ limit: 3, observed: 4, seconds: 30 });
  expect(limited.holdWrite(b, 60_000)).toBeUndefined();
});
