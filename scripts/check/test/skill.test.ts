import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// The skill for coding agents in the package of the client. The tests of the jobs package run its examples.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const skill = readFileSync(`${root}/packages/client/SKILL.md`, 'utf8');
const [, frontMatter = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(skill) ?? [];

test('SKILL.md: has at most 80 lines', () => {
  expect(skill.trimEnd().split('\n').length).toBeLessThanOrEqual(80);
});

test('SKILL.md: has a name and a description that agents accept', () => {
  const fields = Object.fromEntries(frontMatter.split('\n').map((line) => line.split(/: (.*)/s, 2)));
  expect(fields).toEqual({
    name: 'optimaldial',
    description: expect.stringMatching(/^[^<>:]{50,1024}$/) as string,
  });
});

test('SKILL.md: names only files that exist', () => {
  const files = [...text.matchAll(/`(?:node_modules\/@optimaldial\/)?([\w/-]+\.(?:md|json))`/g)].map(
    ([, file = '']) => file,
  );
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((file) => !existsSync(sourceOf(file)))).toEqual([]);
});

/** The path in this repository of a file that the skill names. */
function sourceOf(file: string): string {
  if (file.startsWith('docs/')) return `${root}/${file}`;
  return file.startsWith('types/') ? `${root}/packages/${file}` : `${root}/packages/client/${file}`;
}
