import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/**
 * Loads a package that we measure ourselves against. They are pinned here, beside the workspace, and
 * installed when they are first asked for, so that `demo` and `test` do not pay for them.
 */
export async function loadPeer(name: string): Promise<unknown> {
  const folder = import.meta.dirname;
  if (!existsSync(`${folder}/node_modules/${name}`)) {
    console.log('Installing the peers.');
    await promisify(execFile)('pnpm', ['install', '--ignore-workspace', '--frozen-lockfile'], {
      cwd: folder,
    });
  }
  const loaded: unknown = await import(createRequire(`${folder}/`).resolve(name));
  return loaded;
}
