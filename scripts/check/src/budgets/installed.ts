import { readFile, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { build, pack } from '../pack.ts';
import { installConsumer } from '../packages/consumer.ts';

/**
 * Packs the client and installs it in a folder, as a user installs it from the registry.
 *
 * @returns the names of the packages that the installation brings
 */
export async function installClient(folder: string): Promise<string[]> {
  await build();
  await installConsumer(folder, await Promise.all(['types', 'client'].map((name) => pack(name, folder))));
  const { packages } = JSON.parse(
    await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8'),
  ) as { packages: object };
  // `installConsumer` adds @types/node and its dependency.
  return Object.keys(packages)
    .map((path) => path.replace('node_modules/', ''))
    .filter((name) => !['@types/node', 'undici-types'].includes(name));
}

/** Links a package that is installed elsewhere into the folder. */
export async function link(folder: string, name: string, from: string): Promise<void> {
  await symlink(await realpath(from), join(folder, 'node_modules', name));
}
