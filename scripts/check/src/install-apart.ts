import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { must } from './shell.ts';

/** Installs a folder that has its own lockfile, for packages that only a few commands need. */
export async function installApart(folder: string): Promise<void> {
  // Without its own pnpm-workspace.yaml, the settings of this workspace would apply.
  const alone = existsSync(`${folder}/pnpm-workspace.yaml`) ? [] : ['--ignore-workspace', '--ignore-scripts'];
  await must(['pnpm', 'install', ...alone, '--frozen-lockfile', '--reporter=append-only'], folder);
}

/** Imports a package from such a folder. */
export async function importApart(folder: string, name: string): Promise<unknown> {
  const loaded: unknown = await import(createRequire(`${folder}/`).resolve(name));
  return loaded;
}

/** Installs such a folder if a package is missing or has another version than the pinned one. */
export async function provideApart(folder: string, name: string): Promise<void> {
  if ((await versionIn(folder, name)) === (await pinnedIn(folder, name))) return;
  console.log(`Installing ${name}.`);
  await installApart(folder);
}

async function pinnedIn(folder: string, name: string): Promise<unknown> {
  const manifest = JSON.parse(await readFile(`${folder}/package.json`, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return manifest.dependencies[name];
}

async function versionIn(folder: string, name: string): Promise<unknown> {
  const path = `${folder}/node_modules/${name}/package.json`;
  return existsSync(path)
    ? (JSON.parse(await readFile(path, 'utf8')) as { version: string }).version
    : undefined;
}
