import { existsSync } from 'node:fs';
import { importApart, installApart } from '../check/install-apart.ts';

/**
 * Loads a package that we measure ourselves against. They are pinned here, beside the workspace, and
 * installed when they are first asked for, so that `demo` and `test` do not pay for them.
 */
export async function loadPeer(name: string): Promise<unknown> {
  const folder = import.meta.dirname;
  if (!existsSync(`${folder}/node_modules/${name}`)) {
    console.log('Installing the peers.');
    await installApart(folder);
  }
  return importApart(folder, name);
}
