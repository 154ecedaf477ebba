import { expect, test } from 'vitest';
import openapi from '@optimaldial/types/openapi.json' with { type: 'json' };
import { compile } from './compile.ts';

/** A module that compiles if each name is exported and equals the schema with that name. */
const moduleFor = (names: readonly string[]): string =>
  [
    "import type * as types from '@optimaldial/types';",
    'type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;',
    ...names.map(
      (name) => `export const ${name}: Same<types.${name}, types.components['schemas']['${name}']> = true;`,
    ),
  ].join('\n');

test('schemas: each is exported under its own name', async () => {
  expect(await compile(moduleFor(Object.keys(openapi.components.schemas)))).toBe('');
});

test('schemas: a name that is not in the spec does not compile', async () => {
  expect(await compile(moduleFor(['Nothing']))).toMatch(/'Nothing'/);
});
