import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/**
 * Loads a package that stands apart: pinned in a folder here with a lockfile of its own, and installed when
 * it is first asked for, so that `demo` and `test` do not pay for it.
 *
 * @param room folder beside this file
 * @param name of a package that the folder depends on
 */
export async function loadApart(room: 'peers' | 'browser', name: string): Promise<unknown> {
  const folder = `${import.meta.dirname}/${room}`;
  if ((await versionIn(folder, name)) !== (await pinnedIn(folder, name))) {
    console.log(`Installing ${name}.`);
    await promisify(execFile)('pnpm', ['install', '--ignore-workspace', '--frozen-lockfile'], {
      cwd: folder,
    });
  }
  const loaded: unknown = await import(createRequire(`${folder}/`).resolve(name));
  return loaded;
}

async function pinnedIn(folder: string, name: string): Promise<unknown> {
  const manifest = JSON.parse(await readFile(`${folder}/package.json`, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return manifest.dependencies[name];
}

async function versionIn(folder: string, name: string): Promise<unknown> {
  const installed = await readFile(`${folder}/node_modules/${name}/package.json`, 'utf8').catch(() => '{}');
  return (JSON.parse(installed) as { version?: string }).version;
}
