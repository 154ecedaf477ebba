import { join } from 'node:path';
import { describing, namesIn } from './system.ts';

const KEY_FOLDER = /^[\da-f]{64}$/;

/**
 * Paths of the folders of all keys, in the order of their names. Other names in the folder of the store are
 * ignored.
 *
 * @param after name of the folder behind which to begin
 */
export async function recordFolders(root: string, after: string): Promise<string[]> {
  const names = (await describing('read', root, () => namesIn(root))) ?? [];
  return names
    .filter((name) => KEY_FOLDER.test(name) && name > after)
    .toSorted()
    .map((name) => join(root, name));
}
