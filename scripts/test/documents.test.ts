import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readMarkdown } from '../site/documents.ts';
import { brokenLinks, loadedByCss, loadedFromElsewhere } from '../site/links.ts';
import { brokenMarkdownLinks } from '../site/markdown-links.ts';
import { unknownVerbs } from '../site/verbs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = await readMarkdown(root);
const { scripts } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { scripts: object };

test('every link in a document leads somewhere', () => {
  expect(documents.length).toBeGreaterThan(10);
  expect(brokenMarkdownLinks(root, documents)).toEqual([]);
});

test('every command in a document exists', () => {
  expect(unknownVerbs(documents, Object.keys(scripts))).toEqual([]);
});

test('a link or a command that does not is found', () => {
  const path = 'docs/made-up.md';
  const text =
    '# A title\n\n[there](#a-title) [not](#nowhere) [file](../README.md) [none](none.md)\n\n`pnpm nothing` and `pnpm test`\n';
  expect(brokenMarkdownLinks(root, [...documents, { path, text }])).toEqual([
    `${path} links to #nowhere: ${path} has no heading #nowhere`,
    `${path} links to none.md: there is no docs/none.md`,
  ]);
  expect(unknownVerbs([{ path, text }], ['test'])).toEqual([
    `${path} names pnpm nothing: package.json has no such script`,
  ]);
});

test('pages are held to their links, anchors and hosts', () => {
  const files = [
    { path: 'a.html', html: '<a href="b.html#x">b</a><a href="b.html#y">b</a><a href="c.html">c</a>' },
    { path: 'b.html', html: '<h1 id="x">b</h1><script src="https://cdn.example/x.js"></script>' },
  ];
  expect(brokenLinks(files)).toEqual([
    'a.html links to b.html#y: b.html has no #y',
    'a.html links to c.html: the site has no c.html',
  ]);
  expect(files.flatMap(loadedFromElsewhere)).toEqual(['b.html loads https://cdn.example/x.js']);
  expect(loadedByCss('@import "//x.example/a.css"; a { background: url(b.png) }')).toEqual([
    '//x.example/a.css',
    'b.png',
  ]);
});
