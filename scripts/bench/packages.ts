import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The names of what an installation of a package brings: itself, and what it depends on, near and far.
 *
 * @param folder of the package, in this workspace
 */
export async function packagesOf(folder: string): Promise<string[]> {
  const names = new Set<string>();
  await visit(await realpath(join(root, folder)), names);
  return [...names];
}

async function visit(folder: string, names: Set<string>): Promise<void> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (!isManifest(manifest)) throw new Error(`${folder} holds no package`);
  if (names.has(manifest.name)) return;
  names.add(manifest.name);
  const { resolve } = createRequire(join(folder, 'package.json'));
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const there = resolve.paths(name)?.find((modules) => existsSync(join(modules, name)));
    if (there === undefined) throw new Error(`${manifest.name} needs ${name}, which is not installed`);
    await visit(await realpath(join(there, name)), names);
  }
}

function isManifest(value: unknown): value is { name: string; dependencies?: object } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}
