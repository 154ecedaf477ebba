import { existsSync } from 'node:fs';
import { importApart, installApart } from '../check/install-apart.ts';

/** Where the packages are installed that we measure ourselves against. */
export const peersFolder: string = import.meta.dirname;

/**
 * Installs the peers where they are not.
 *
 * @param name of the one that is wanted
 */
export async function installPeer(name: string): Promise<void> {
  if (existsSync(`${peersFolder}/node_modules/${name}`)) return;
  console.log('Installing the peers.');
  await installApart(peersFolder);
}

/** Imports an installed peer, or a path of it. */
export function importPeer(path: string): Promise<unknown> {
  return importApart(peersFolder, path);
}

/** Installs a peer where it is not, and loads it. */
export async function loadPeer(name: string): Promise<unknown> {
  await installPeer(name);
  return importPeer(name);
}
