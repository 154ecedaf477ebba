import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

const modules = join(import.meta.dirname, 'node_modules');

/** The Node binary of each supported version. */
export const NODES: Readonly<Record<string, string>> = {
  'Node 20': join(modules, 'node20/bin/node'),
  'Node 22': join(modules, 'node22/bin/node'),
  // The Node of the workspace.
  'Node 24': process.execPath,
  'Node 26': join(modules, 'node26/bin/node'),
};

/** The path of an installed package, or of a file in it. */
export function installed(path: string): string {
  return join(modules, path);
}

/** Skips the test if a program isn't available for this machine. */
export function requireFile({ skip }: TestContext, file: string): void {
  skip(!existsSync(file), `${file} could not be installed on this machine`);
}
