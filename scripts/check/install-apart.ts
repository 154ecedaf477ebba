import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { must } from '../check-pack/must.ts';

/**
 * Installs a folder that has a manifest and a lockfile of its own: what is too heavy for the workspace,
 * so that `demo` and `test` do not pay for it. Where everything is there, that takes half a second.
 */
export async function installApart(folder: string): Promise<void> {
  // Else the settings of our workspace would hold there as well. Only settings of its own allow scripts.
  const alone = existsSync(`${folder}/pnpm-workspace.yaml`) ? [] : ['--ignore-workspace', '--ignore-scripts'];
  await must(['pnpm', 'install', ...alone, '--frozen-lockfile', '--reporter=append-only'], folder);
}

/** Loads a package out of such a folder; whoever asks looks at what it is. */
export async function importApart(folder: string, name: string): Promise<unknown> {
  const loaded: unknown = await import(createRequire(`${folder}/`).resolve(name));
  return loaded;
}

/** Installs such a folder where a package is not there in the version that is pinned. */
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
