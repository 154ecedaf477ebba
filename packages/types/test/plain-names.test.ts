import { expect, test } from 'vitest';
import openapi from '@optimaldial/types/openapi.json' with { type: 'json' };
import { compile } from './compile.ts';

/** A module that compiles where each name of the door is the schema of that name. */
const takes = (names: readonly string[]): string =>
  [
    "import type * as door from '@optimaldial/types';",
    'type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;',
    ...names.map(
      (name) => `export const ${name}: Same<door.${name}, door.components['schemas']['${name}']> = true;`,
    ),
  ].join('\n');

test('every schema of the description is exported under its own name', async () => {
  expect(await compile(takes(Object.keys(openapi.components.schemas)))).toBe('');
});

test('a name that the description lacks does not compile', async () => {
  expect(await compile(takes(['Nothing']))).toMatch(/'Nothing'/);
});
