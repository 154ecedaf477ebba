import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { describing, unless } from './system.ts';

const KEY_FOLDER = /^[\da-f]{64}$/;

/** Paths of the folders of all keys. Other names in the folder of the store are ignored. */
export async function* recordFolders(root: string): AsyncGenerator<string, void, undefined> {
  const folder = await describing('read', root, () => unless(['ENOENT'], opendir(root)));
  if (folder === undefined) return;
  for await (const { name } of folder) if (KEY_FOLDER.test(name)) yield join(root, name);
}
