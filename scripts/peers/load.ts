import { importApart, provideApart } from '@optimaldial/checks/install-apart';

/** Where the packages are installed that we measure ourselves against. */
export const peersFolder: string = import.meta.dirname;

/**
 * Installs the peers where they are not.
 *
 * @param name of the one that is wanted
 */
export function installPeer(name: string): Promise<void> {
  return provideApart(peersFolder, name);
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
