import { fstatSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openFile } from '@optimaldial/client/node';
import { expect, test, vi } from 'vitest';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

async function isOpen(path: string): Promise<boolean> {
  const { dev, ino } = await stat(path);
  return (await readdir('/dev/fd')).some((fd) => {
    try {
      const found = fstatSync(Number(fd));
      return found.dev === dev && found.ino === ino;
    } catch {
      // Of the listing itself, which has ended.
      return false;
    }
  });
}

async function readFirst(path: string): Promise<void> {
  const { value } = await (await openFile(path)).stream().getReader().read();
  expect(value?.length).toBeGreaterThan(0);
}

test('openFile: closes the file when its stream is dropped without being cancelled', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-'));
  const path = join(folder, 'crm.csv');
  await writeFile(path, 'x'.repeat(1_000_000));
  await readFirst(path);
  expect(await isOpen(path)).toBe(true);
  await vi.waitFor(async () => {
    collect();
    expect(await isOpen(path)).toBe(false);
  }, 10_000);
  await rm(folder, { recursive: true });
});
