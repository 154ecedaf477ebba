import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const CONSUMER = join(import.meta.dirname, 'consumer');

const shared: BuildOptions = {
  bundle: true,
  format: 'esm',
  // Not all runtimes support TypeScript, or newer syntax.
  target: 'es2022',
  logLevel: 'silent',
};

/**
 * Builds programs of `consumer/programs` into a folder of the project. The packages stay imports, so that
 * the programs use what is installed there.
 *
 * @param settings the value of the global `SETTINGS`
 */
export async function buildPrograms(
  folder: string,
  names: readonly string[],
  settings: object = {},
): Promise<void> {
  await build({
    ...shared,
    entryPoints: names.map((name) => join(CONSUMER, 'programs', `${name}.ts`)),
    outdir: folder,
    platform: 'node',
    packages: 'external',
    define: { SETTINGS: JSON.stringify(settings) },
  });
}

/**
 * Bundles a built program with its packages, for a runtime that loads a single file.
 *
 * @param external modules that the runtime provides. Default: none
 */
export async function bundleProgram(file: string, external: string[] = []): Promise<void> {
  await build({
    ...shared,
    entryPoints: [file],
    outfile: file,
    platform: 'browser',
    external,
    allowOverwrite: true,
  });
}
