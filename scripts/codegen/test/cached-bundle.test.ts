import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedBundle } from '../src/cached-bundle.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cached-bundle-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "version": "1.2.3" }');
  await write('first');
});
afterEach(() => rm(folder, { recursive: true }));

const write = (text: string) =>
  writeFile(join(folder, 'program.ts'), `export const text: string = '${text}';`);
const bundle = () => cachedBundle(folder, { entryPoints: [join(folder, 'program.ts')], format: 'esm' });
const textOf = async (dist: string) => (await import(pathToFileURL(join(dist, 'program.js')).href)).text;
const cached = () => readdir(join(folder, 'node_modules/.cache/bundles'));

test('cachedBundle: follows a change of the sources, and of the manifest', async () => {
  const first = await bundle();
  await write('second');
  const second = await bundle();
  expect([await textOf(first), await textOf(second)]).toEqual(['first', 'second']);
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "version": "1.2.4" }');
  expect(await bundle()).not.toBe(second);
  await write('first');
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "version": "1.2.3" }');
  expect(await bundle()).toBe(first);
});

test('cachedBundle: writes one folder when several callers bundle the same sources', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, bundle));
  expect(new Set(all).size).toBe(1);
  expect(await cached()).toHaveLength(1);
  expect(await textOf(all[0] ?? '')).toBe('first');
});

test('cachedBundle: removes bundles that no one has used for a day', async () => {
  const old = dirname(await bundle());
  await write('second');
  await bundle();
  await utimes(old, 0, 0);
  await write('third');
  await bundle();
  expect(await cached()).toHaveLength(2);
});
