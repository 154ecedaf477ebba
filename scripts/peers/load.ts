import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/** Where the peers are installed. */
export const peersFolder: string = import.meta.dirname;

/**
 * Brings in the packages that we measure ourselves against. They are pinned here, beside the workspace,
 * and installed when they are first asked for, so that `demo` and `test` do not pay for them.
 *
 * @param name of the one that is wanted
 */
export async function installPeer(name: string): Promise<void> {
  if (existsSync(`${peersFolder}/node_modules/${name}`)) return;
  console.log('Installing the peers.');
  // No script of theirs has anything to do here.
  const options = ['--ignore-workspace', '--frozen-lockfile', '--ignore-scripts'];
  await promisify(execFile)('pnpm', ['install', ...options], { cwd: peersFolder });
}

/** Imports an installed peer, or a path of it. */
export async function importPeer(path: string): Promise<unknown> {
  const loaded: unknown = await import(createRequire(`${peersFolder}/`).resolve(path));
  return loaded;
}

/** Installs a peer where it is not, and loads it. */
export async function loadPeer(name: string): Promise<unknown> {
  await installPeer(name);
  return importPeer(name);
}
