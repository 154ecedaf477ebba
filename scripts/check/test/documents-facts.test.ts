import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readMarkdown } from '../src/documents/markdown.ts';
import { root } from '../src/shell.ts';

// What the documents say about the repository, checked against the repository.

const documents = await readMarkdown(root);
const { paths } = JSON.parse(readFileSync(`${root}packages/types/openapi.json`, 'utf8')) as {
  paths: Record<string, object>;
};
const METHODS = ['get', 'put', 'post', 'patch', 'delete'];
// Written by a release, so that a checkout doesn't always have them.
const MADE_LATER =
  /^(spec\/released|\.changeset\/|tarballs\/|site\/|packages\/\*|scripts\/lab\/node_modules\/)/;

test('documents: state the number of operations that the spec has', () => {
  const count = Object.values(paths).reduce(
    (sum, path) => sum + Object.keys(path).filter((key) => METHODS.includes(key)).length,
    0,
  );
  // A measured figure stays as it is until it is measured again: "type instantiations of 17 typed calls".
  const stated = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<!type instantiations of )\b(\d+) (?:typed )?(?:operations|calls)\b/g)].map(
      ([, number]) => `${path} ${number}`,
    ),
  );
  expect(stated.length).toBeGreaterThanOrEqual(3);
  expect(stated, 'Change the number of operations in these documents').toEqual(
    stated.map((line) => line.replace(/\d+$/, String(count))),
  );
});

test('documents: name only files that exist', () => {
  const named = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/`((?:spec|scripts|docs|packages|\.github|\.ci)\/[\w./*-]*)`/g)].map(
      ([, file = '']) => ({
        path,
        file,
      }),
    ),
  );
  expect(named.length).toBeGreaterThan(10);
  const missing = named.filter(
    ({ file }) => !MADE_LATER.test(file) && globSync(file.replace(/\/$/, ''), { cwd: root }).length === 0,
  );
  expect(missing).toEqual([]);
});

test('documents: name a schema with the file of the spec that defines it', () => {
  const named = documents.flatMap(({ path, text }) =>
    [
      ...text.matchAll(/`([A-Z]\w+)`[^`\n.]{0,20} in `(spec\/\w+\.yaml)`/g),
      ...[...text.matchAll(/In `(spec\/\w+\.yaml)`,[^.\n]*?`([A-Z]\w+)`/g)].map(([all, file, name]) => [
        all,
        name,
        file,
      ]),
    ].map(([, name = '', file = '']) => ({ path, name, file })),
  );
  expect(named.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md']));
  for (const { name, file } of named) {
    expect(readFileSync(`${root}${file}`, 'utf8')).toMatch(new RegExp(`^    ${name}:$`, 'm'));
  }
});

test('documents: refer to the list of what is inferred if they rely on it', () => {
  const refers = /inferred-behavior\.md/;
  const relying = documents.filter(({ text }) => text.includes('optimaldial_status')).map(({ path }) => path);
  expect(relying).toEqual(expect.arrayContaining(['docs/files.md', 'packages/testing/README.md']));
  for (const path of [...relying, 'docs/getting-started.md']) {
    if (path === 'docs/inferred-behavior.md') continue;
    expect(documents.find((document) => document.path === path)?.text).toMatch(refers);
  }
});

test('picture of the states: shows the states in the table of the guide', () => {
  const shown = readFileSync(`${root}docs/jobs/states.svg`, 'utf8').matchAll(/class="state"[^>]*>(\w+)</g);
  const [, table = ''] = readFileSync(`${root}docs/jobs.md`, 'utf8').split('| stored when ');
  const listed = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, state]) => state);
  expect(listed.length).toBeGreaterThan(5);
  expect(new Set([...shown].map(([, state]) => state))).toEqual(new Set(listed));
});

test('READMEs of packages: use no relative links, because npm shows them without the repository', () => {
  const relative = documents
    .filter(({ path }) => path.startsWith('packages/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https:|#)[^)]*\)/g)].map(([link]) => `${path} ${link}`),
    );
  expect(relative).toEqual([]);
});

test('READMEs of packages: link only to guides that the client package contains', () => {
  const linked = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/https:\/\/unpkg\.com\/([^)\s`#]*)/g)].map(([, guide = '']) => ({ path, guide })),
  );
  expect(linked.length).toBeGreaterThan(10);
  const missing = linked.filter(({ guide }) => {
    const name = guide.replace('@optimaldial/client/', '').replace(/#.*/, '');
    return name !== 'docs/' && !documents.some(({ path }) => path === name);
  });
  expect(missing).toEqual([]);
});
