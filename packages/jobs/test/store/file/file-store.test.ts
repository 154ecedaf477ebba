import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileStore } from '../../../src/store/file/index.ts';
import { keyHash } from '../../../src/store/key-hash.ts';
import { record } from '../../support/record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

it('fileStore: creates a missing folder that only its owner can read', async () => {
  const folder = join(await temporaryFolder(), 'deep', 'store');
  await fileStore(folder).put(record('Ada Lovelace'), 0);
  const key = join(folder, keyHash('Ada Lovelace'));
  expect(await Promise.all([folder, key].map(modeOf))).toEqual([0o700, 0o700]);
  expect(await modeOf(join(key, '1.json'))).toBe(0o600);
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
});

it('fileStore: reads an empty store without creating its folder', async () => {
  const folder = join(await temporaryFolder(), 'store');
  const store = fileStore(folder);
  expect(await store.get('a')).toBeUndefined();
  expect(await Array.fromAsync(store.list())).toEqual([]);
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

it('fileStore: keeps the newest versions and the first file, and no temporary files', async () => {
  const folder = await temporaryFolder();
  const store = fileStore(folder);
  for (let version = 0; version < 33; version += 1) {
    expect(await store.put(record('a', { updatedAt: version }), version)).toBe(true);
  }
  expect(await store.get('a')).toEqual({ record: record('a', { updatedAt: 32 }), version: 33 });
  const names = ['28.json', '29.json', '30.json', '31.json', '32.json', '33.json', 'first.json'];
  expect((await readdir(join(folder, keyHash('a')))).filter((name) => !names.includes(name))).toEqual([]);
  for (const version of [0, 1, 2, 7, 27, 32, 34]) expect(await store.put(record('a'), version)).toBe(false);
  expect(await fileStore(folder).get('a')).toEqual({ record: record('a', { updatedAt: 32 }), version: 33 });
});

it('fileStore: uses the clock of the file system', async () => {
  const store = fileStore(await temporaryFolder());
  const before = Date.now();
  const times = [await store.now(), await store.now()];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.abs((times[0] ?? 0) - before)).toBeLessThan(1_000);
  expect(Number.isInteger(times[0])).toBe(true);
});

it('fileStore: removes the temporary files of killed processes when it first uses a key', async () => {
  const folder = await temporaryFolder();
  await fileStore(folder).put(record('a'), 0);
  const key = join(folder, keyHash('a'));
  const [killed, running] = [`1.${crypto.randomUUID()}.tmp`, `1.${crypto.randomUUID()}.tmp`];
  for (const name of [killed, running]) await writeFile(join(key, name), '{"ke');
  const longAgo = Date.now() / 1_000 - 61;
  await utimes(join(key, killed), longAgo, longAgo);
  expect((await fileStore(folder).get('a'))?.version).toBe(1);
  expect((await readdir(key)).toSorted()).toEqual(['1.json', running].toSorted());
});

it('fileStore: creates a record in the folder that a killed process left empty', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, keyHash('a')));
  const store = fileStore(folder);
  expect(await Array.fromAsync(store.list())).toEqual([]);
  expect(await store.put(record('a'), 0)).toBe(true);
});

it('fileStore: ignores other names in its folder, and files of operating systems', async () => {
  const folder = await temporaryFolder();
  const store = fileStore(folder);
  await store.put(record('a'), 0);
  await writeFile(join(folder, 'notes.txt'), '');
  await writeFile(join(folder, keyHash('a'), '.DS_Store'), '');
  expect(await Array.fromAsync(store.list())).toEqual([record('a')]);
});
