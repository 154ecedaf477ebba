import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import openapi from '@optimaldial/types/openapi.json' with { type: 'json' };

const schemas = Object.keys(openapi.components.schemas);
const door = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const base = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
const compiler = fileURLToPath(import.meta.resolve('typescript/package.json'));

test('every schema of the description is exported under its own name', async () => {
  expect(await compile(schemas)).toBe('');
});

test('a name that the description lacks does not compile', async () => {
  expect(await compile(['Nothing'])).toMatch(/'Nothing'/);
});

/** What the compiler says of a module that takes each schema by its plain name and by its path. */
async function compile(names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plain-names-'));
  const same =
    'type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;';
  const lines = names.map(
    (name) => `export const ${name}: Same<door.${name}, door.components['schemas']['${name}']> = true;`,
  );
  await writeFile(
    join(folder, 'names.mts'),
    [`import type * as door from ${JSON.stringify(door)};`, same, ...lines].join('\n'),
  );
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: base, compilerOptions: { types: [] }, include: ['names.mts'] }),
  );
  const { stdout } = spawnSync(process.execPath, [join(compiler, '../bin/tsc'), '-p', folder], {
    encoding: 'utf8',
  });
  await rm(folder, { recursive: true });
  return stdout;
}
