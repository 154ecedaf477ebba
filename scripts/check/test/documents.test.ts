import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unknownCommands } from '../src/documents/commands.ts';
import { MARKDOWN, readMarkdown } from '../src/documents/markdown.ts';
import { inFolder } from '../src/in-folder.ts';
import { brokenLinks } from '../src/links.ts';
import { root } from '../src/shell.ts';

const documents = await readMarkdown(root);
const { scripts } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { scripts: object };

test('documents: all links and anchors exist', async () => {
  expect(documents.length).toBeGreaterThan(10);
  expect(await brokenLinks(root, MARKDOWN)).toEqual([]);
});

test('documents: all commands exist', () => {
  expect(unknownCommands(documents, Object.keys(scripts))).toEqual([]);
});

test('brokenLinks: finds missing files and anchors in Markdown', async () => {
  await inFolder(async (folder) => {
    await mkdir(join(folder, 'docs'));
    await writeFile(join(folder, 'README.md'), '# R\n\n[docs](docs)\n');
    const text =
      '# A title\n\n[ok](#a-title) [bad](#nowhere) [file](../README.md) [none](none.md) [x](https://example.com/)\n';
    await writeFile(join(folder, 'docs/a.md'), text);
    expect(await brokenLinks(folder, ['*.md', 'docs/*.md'])).toEqual([
      'docs/a.md links to docs/a.md#nowhere: no such anchor',
      'docs/a.md links to docs/none.md: status 404',
    ]);
  });
});

test('brokenLinks: finds missing files and anchors in HTML', async () => {
  await inFolder(async (folder) => {
    await mkdir(join(folder, 'guides'));
    await writeFile(join(folder, 'guides/b.html'), '<h1 id="x">b</h1><a href="../a.html">a</a>');
    const html =
      '<a href="guides/b.html#x">b</a><a href="guides/b.html#y">b</a><a href="c.html">c</a><a href="https://example.com/">d</a>';
    await writeFile(join(folder, 'a.html'), html);
    expect(await brokenLinks(folder, ['**/*.html'])).toEqual([
      'a.html links to c.html: status 404',
      'a.html links to guides/b.html#y: no such anchor',
    ]);
  });
});

test('unknownCommands: finds a command that is not a script', () => {
  const path = 'docs/example.md';
  expect(unknownCommands([{ path, text: '`pnpm nothing` and `pnpm test`\n' }], ['test'])).toEqual([
    `${path} names pnpm nothing, which is not a script in package.json`,
  ]);
});
