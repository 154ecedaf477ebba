import fs from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { partFileOf } from '../../src/node/part-file.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const disk = useTempFolder();

/** Pretends that this process runs in a container; '' is a system without any. */
function enter(namespace: string): void {
  vi.spyOn(fs, 'readlinkSync').mockImplementation(() => {
    if (namespace === '') throw new Error('ENOENT');
    return namespace;
  });
  syncBuiltinESMExports();
}
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** Writes a part file like a process whose ID is free in this container. */
async function writePart(namespace: string): Promise<string> {
  enter(namespace);
  const { path, release } = partFileOf(disk.target);
  release();
  const name = basename(path).replace(`-${process.pid}-`, '-4194305-');
  await writeFile(join(dirname(path), name), '');
  return name;
}

test.each([
  ['in another container with the same host name', 'pid:[2]', true],
  ['that has ended', 'pid:[1]', false],
])('saveDownload: handles the part file of a process %s', async (_, namespace, isKept) => {
  const name = await writePart(namespace);
  enter('pid:[1]');
  await partFileOf(disk.target).sweep();
  expect(await readdir(disk.folder)).toEqual(isKept ? [name] : []);
});

test('saveDownload: compares process IDs on a system without namespaces', async () => {
  await writePart('');
  await partFileOf(disk.target).sweep();
  expect(await readdir(disk.folder)).toEqual([]);
});
