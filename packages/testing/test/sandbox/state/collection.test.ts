import { expect, test } from 'vitest';
import { createAccounts } from '../../../src/sandbox/account/accounts.ts';
import { createRandom } from '../../../src/sandbox/simulation/random.ts';
import { createCollection } from '../../../src/sandbox/state/collection.ts';

const accounts = createAccounts(createRandom(1));
const [own, other] = [accounts.createOrganization(), accounts.createOrganization()];
const item = (id: string, organization = own) => ({ organization, value: { id } });

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
