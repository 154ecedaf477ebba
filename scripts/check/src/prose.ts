/**
 * Finds wordings that the project doesn't use, in documents, comments, messages, test names and file names. Also fails if
 * the list of messages in the docs, or a table of error codes, is out of date, or a code has no page.
 *
 *   node scripts/check/src/prose.ts                   every file
 *   node scripts/check/src/prose.ts packages/client   the files of a folder
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { toBlock, type Block, type Line } from './prose/blocks.ts';
import { errorPages } from './prose/error-pages.ts';
import { ERRORS_PAGE, errorsPage } from './prose/errors-table.ts';
import { findings } from './prose/findings.ts';
import { documentBlocks } from './prose/documents.ts';
import { hashCommentBlocks } from './prose/markdown.ts';
import { listFiles, messagesPage, PAGE } from './prose/messages-page.ts';
import { typescriptBlocks } from './prose/typescript.ts';
import { yamlBlocks } from './prose/yaml.ts';
import { root } from './shell.ts';

// Generated files repeat their sources; this check quotes what it forbids.
const SKIPPED =
  /(^|\/)(src\/generated|dist)\/|pnpm-lock\.yaml$|^docs\/messages\.md$|^scripts\/check\/(src\/prose\/patterns|test\/prose\.test)\.ts$/;

const folders = process.argv.slice(2);
const files = listFiles(folders).filter((path) => !SKIPPED.test(path));

let found = 0;
for (const path of files) {
  for (const { line, phrase, instead } of findings([
    ...nameBlocks(path),
    ...blocksOf(path, readFileSync(`${root}${path}`, 'utf8')),
  ])) {
    found++;
    console.log(`${path}:${line}  "${phrase}"  say: ${instead}`);
  }
}
if (found > 0) {
  console.error(`${found} wordings to change. The patterns are in scripts/check/src/prose/patterns.ts.`);
  process.exitCode = 1;
}
if (folders.length === 0) {
  compare(PAGE, messagesPage());
  compare(ERRORS_PAGE, errorsPage());
  for (const [page, text] of errorPages()) compare(page, text);
}

/** Fails if a generated page is out of date. */
function compare(page: string, generated: string): void {
  if (readFileSync(`${root}${page}`, 'utf8') === generated) return;
  console.error(`${page} is out of date. Run: npx -y pnpm@12 --filter @optimaldial/checks messages`);
  process.exitCode = 1;
}

/** The name of a file as words, because it must use the terms of the project too. */
function nameBlocks(path: string): Block[] {
  return toBlock([{ text: path.replaceAll(/[/.-]+/g, ' '), number: 1 }]);
}

function blocksOf(path: string, source: string): Block[] {
  const lines: Line[] = source.split('\n').map((text, index) => ({ text, number: index + 1 }));
  if (/\.[cm]?[jt]sx?$/.test(path)) return typescriptBlocks(path, source);
  if (path.endsWith('.md')) return documentBlocks(lines);
  if (/\.ya?ml$/.test(path)) return yamlBlocks(lines);
  return path.startsWith('.ci/') || basename(path).startsWith('.git') ? hashCommentBlocks(lines) : [];
}
