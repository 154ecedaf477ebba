import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAccounts } from '../../../src/sandbox/account/accounts.ts';
import { listPage } from '../../../src/sandbox/resources/pagination.ts';
import { createRandom } from '../../../src/sandbox/simulation/random.ts';
import { createCollection } from '../../../src/sandbox/state/collection.ts';

const accounts = createAccounts(createRandom(1));
const [own, other] = [accounts.createOrganization(), accounts.createOrganization()];
const item = (id: string, organization = own) => ({ organization, value: { id } });
type Page = { readonly data: readonly { id: string }[]; readonly next_cursor: string | null };

const pageOf = (
  collection: ReturnType<typeof createCollection>,
  query: Record<string, unknown>,
  matches?: (record: { value: { id: string } }) => boolean,
): Page => listPage('listUploads', collection.ownedBy(own), query, matches).body as Page;

test('listPage: returns every item once, newest first, while items are added', () => {
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

test('listPage: the last page has no cursor when it is full or nothing else matches', () => {
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
])('listPage: rejects the cursor “%s”', (cursor) => {
  const { status, body } = listPage('listUploads', [], { cursor });
  expect([status, body]).toEqual([400, { detail: 'Invalid cursor' }]);
});
