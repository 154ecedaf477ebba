import { expect, it } from 'vitest';
import { memoryStore } from '../../src/index.ts';
import { record } from '../support/record.ts';

it('memoryStore: uses the given clock', async () => {
  expect(await memoryStore({ now: () => 42 }).now()).toBe(42);
});

it('memoryStore: copies records in both directions', async () => {
  const store = memoryStore();
  const given = { ...record('a'), list: { fields: '', fingerprint: 'before' } };
  await store.put(given, 0);
  given.list.fingerprint = 'after';
  const first = await store.get('a');
  expect(first).toEqual({ record: record('a', { list: { fields: '', fingerprint: 'before' } }), version: 1 });
  expect((await store.get('a'))?.record).not.toBe(first?.record);
});

it('memoryStore: stores a record only if the version is current', async () => {
  const store = memoryStore();
  expect(await store.put(record('a'), 1)).toBe(false);
  expect(await store.put(record('a'), 0)).toBe(true);
  expect(await store.put(record('a'), 0)).toBe(false);
  expect(await store.put(record('a', { state: 'sending' }), 1)).toBe(true);
  expect(await store.get('a')).toEqual({ record: record('a', { state: 'sending' }), version: 2 });
});
