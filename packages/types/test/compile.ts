import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const door = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const base = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
const compiler = fileURLToPath(import.meta.resolve('typescript/package.json'));

/** What the compiler says of a module that imports `@optimaldial/types`: nothing, where it is sound. */
export async function compile(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'types-'));
  try {
    await writeFile(
      join(folder, 'module.mts'),
      source.replaceAll("'@optimaldial/types'", JSON.stringify(door)),
    );
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: base,
        compilerOptions: {
          types: [],
          // `Blob`, for the part of a form that is a file.
          lib: ['es2023', 'DOM'],
          noUnusedLocals: false,
          // The module imports the door by its path.
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
