import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileStore } from '../../../src/store/file/index.ts';
import { keyHash } from '../../../src/store/key-hash.ts';
import type { JobStore, RecordQuery } from '../../../src/index.ts';
import { record } from '../../support/record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const keysOf = async (store: JobStore, query: RecordQuery): Promise<string[]> =>
  (await Array.fromAsync(store.list(query))).map(({ key }) => key);

const LIVE: readonly RecordQuery[] = [{ dueBy: 9 }, { states: ['reserved', 'submitted'] }];

it.each(LIVE)('fileStore: does not read ended records again when it lists %j', async (query) => {
  const folder = await temporaryFolder();
  const [writer, reader] = [fileStore(folder), fileStore(folder)];
  await writer.put(record('live'), 0);
  await writer.put(record('ended', { state: 'failed' }), 0);
  expect(await keysOf(reader, query)).toEqual(['live']);
  // Reading it fails from now on.
  await writeFile(join(folder, keyHash('ended'), '1.json'), '{"ke');
  for (const store of [writer, reader]) expect(await keysOf(store, query)).toEqual(['live']);
  for (const other of [{}, { states: ['failed', 'reserved'] }] as const)
    await expect(keysOf(reader, other)).rejects.toThrow('1.json');
  await expect(keysOf(fileStore(folder), query)).rejects.toThrow('1.json');
});

it.each(LIVE)('fileStore: lists %j with a job that another process has continued', async (query) => {
  const folder = await temporaryFolder();
  const [writer, reader] = [fileStore(folder), fileStore(folder)];
  await writer.put(record('a', { state: 'failed' }), 0);
  expect(await keysOf(reader, query)).toEqual([]);
  // So many versions that the known one, and the one after it, are pruned.
  for (let version = 1; version < 16; version += 1) {
    await writer.put(record('a', { state: 'submitted' }), version);
    expect(await keysOf(reader, query)).toEqual(['a']);
  }
  await writer.put(record('a', { state: 'done' }), 16);
  for (const store of [writer, reader]) expect(await keysOf(store, query)).toEqual([]);
});

it('fileStore: reports a foreign file beside a record that has ended', async () => {
  const folder = await temporaryFolder();
  const store = fileStore(folder);
  await store.put(record('a', { state: 'done' }), 0);
  expect(await keysOf(store, { dueBy: 9 })).toEqual([]);
  await writeFile(join(folder, keyHash('a'), '2 (conflicted copy).json'), '');
  await expect(keysOf(store, { dueBy: 9 })).rejects.toThrow('conflicted copy');
});

it('fileStore: reads no record before the page', async () => {
  const folder = await temporaryFolder();
  const store = fileStore(folder);
  const keys = Array.from({ length: 40 }, (_, index) => `${index}`);
  for (const key of keys) await store.put(record(key), 0);
  const sorted = keys.toSorted((a, b) => (keyHash(a) < keyHash(b) ? -1 : 1));
  const [first = '', second = '', third = ''] = sorted;
  await writeFile(join(folder, keyHash(first), '1.json'), '{"ke');
  expect(await keysOf(store, { after: first, limit: 1 })).toEqual([second]);
  expect(await keysOf(store, { after: second, limit: 1 })).toEqual([third]);
  // A key between two others, without a record.
  expect(await keysOf(store, { after: 'absent' })).toEqual(
    sorted.filter((key) => keyHash(key) > keyHash('absent')),
  );
});
