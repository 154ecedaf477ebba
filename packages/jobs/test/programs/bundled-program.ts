import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedBundle } from '@optimaldial/codegen/cached-bundle';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles a program that a test starts as a process, with everything that it imports. Returns its path. */
export async function bundledProgram(source: URL): Promise<string> {
  const path = fileURLToPath(source);
  const dist = await cachedBundle(packageFolder, {
    entryPoints: [path],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    splitting: true,
    // The engine of the sandbox: large, and no program starts one.
    external: ['@stoplight/*', 'esbuild'],
    logLevel: 'error',
  });
  return join(dist, basename(path).replace(/\.ts$/, '.js'));
}
