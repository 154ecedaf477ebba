import { existsSync } from 'node:fs';
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
