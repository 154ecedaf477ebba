import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entryPoint = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const base = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
const compiler = fileURLToPath(import.meta.resolve('typescript/package.json'));

/** Compiles a module that imports `@optimaldial/types`; returns the compiler's output, empty on success. */
export async function compile(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'types-'));
  try {
    await writeFile(
      join(folder, 'module.mts'),
      source.replaceAll("'@optimaldial/types'", JSON.stringify(entryPoint)),
    );
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: base,
        compilerOptions: {
          types: [],
          // For `Blob`, the type of uploaded files.
          lib: ['es2023', 'DOM'],
          noUnusedLocals: false,
          // The module imports the entry point by its path.
          rewriteRelativeImportExtensions: false,
          allowImportingTsExtensions: true,
        },
        include: ['module.mts'],
      }),
    );
    const args = [join(compiler, '../bin/tsc'), '-p', folder];
    return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}
