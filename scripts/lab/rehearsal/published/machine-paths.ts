import { realpath } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';

/** The paths of this machine that published files must not contain. */
export async function machinePaths(folders: readonly string[]): Promise<string[]> {
  const all = [...folders, homedir(), tmpdir()];
  const real = await Promise.all(all.map((folder) => realpath(folder)));
  return [...new Set([...all, ...real])]
    .map((folder) => `${folder.replace(/\/$/, '')}/`)
    .filter((path) => path.length > 1);
}
