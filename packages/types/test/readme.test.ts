import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compile } from './compile.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);

test('README: has examples', () => {
  expect(blocks).not.toEqual([]);
});

test.each(blocks)('README: example %# compiles', async (code) => {
  expect(await compile(code)).toBe('');
});
