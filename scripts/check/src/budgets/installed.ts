import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { must, root } from '../shell.ts';

/**
 * The names of all packages that an installation of a package brings, including itself.
 *
 * @param folder of the package, relative to the root of the repository
 */
export async function packagesOf(folder: string): Promise<string[]> {
  const names = new Set<string>();
  await visit(await realpath(join(root, folder)), names);
  return [...names];
}

async function visit(folder: string, names: Set<string>): Promise<void> {
  const { name, dependencies = {} } = await readManifest(folder);
  if (names.has(name)) return;
  names.add(name);
  const { resolve } = createRequire(join(folder, 'package.json'));
  for (const dependency of Object.keys(dependencies)) {
    const modules = resolve.paths(dependency)?.find((path) => existsSync(join(path, dependency)));
    if (modules === undefined) throw new Error(`${name} depends on ${dependency}, which isn't installed.`);
    await visit(await realpath(join(modules, dependency)), names);
  }
}

/** Builds the client and the types, and puts them into a folder as if installed from the registry. */
export async function installInto(folder: string): Promise<void> {
  await must(['turbo', 'run', 'build', '--filter=@optimaldial/client', '--output-logs=errors-only'], root);
  for (const name of ['types', 'client']) {
    const to = join(folder, 'node_modules/@optimaldial', name);
    await cp(join(root, 'packages', name, 'dist'), join(to, 'dist'), { recursive: true });
    const manifest = await readManifest(join(root, 'packages', name));
    await writeFile(join(to, 'package.json'), JSON.stringify({ ...manifest, ...manifest.publishConfig }));
  }
  await link(folder, 'openapi-fetch', join(root, 'packages/client/node_modules/openapi-fetch'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
}

/** Links a package that is installed elsewhere into the folder. */
export async function link(folder: string, name: string, from: string): Promise<void> {
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(await realpath(from), join(folder, 'node_modules', name));
}

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  publishConfig?: object;
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}
