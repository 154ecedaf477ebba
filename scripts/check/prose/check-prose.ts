/**
 * Finds wordings that the project doesn't use, in documents, comments, messages and names of tests.
 *
 *   node scripts/check/prose/check-prose.ts                   every file
 *   node scripts/check/prose/check-prose.ts packages/client   the files of a folder
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Block, Line } from './blocks.ts';
import { findings } from './findings.ts';
import { documentBlocks } from './documents.ts';
import { hashCommentBlocks } from './markdown.ts';
import { typescriptBlocks } from './typescript.ts';
import { yamlBlocks } from './yaml.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
// Generated files repeat the spec; this check quotes what it forbids.
const SKIPPED =
  /(^|\/)(src\/generated|dist)\/|pnpm-lock\.yaml$|^scripts\/check\/(prose\/patterns\.ts|test\/prose)/;

const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...process.argv.slice(2)];
const files = execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !SKIPPED.test(path) && existsSync(`${root}${path}`));

let found = 0;
for (const path of files) {
  for (const { line, phrase, instead } of findings(blocksOf(path, readFileSync(`${root}${path}`, 'utf8')))) {
    found++;
    console.log(`${path}:${line}  "${phrase}"  say: ${instead}`);
  }
}
if (found > 0) {
  console.error(`${found} wordings to change. The patterns are in scripts/check/prose/patterns.ts.`);
  process.exitCode = 1;
}

function blocksOf(path: string, source: string): Block[] {
  const lines: Line[] = source.split('\n').map((text, index) => ({ text, number: index + 1 }));
  if (/\.[cm]?[jt]sx?$/.test(path)) return typescriptBlocks(path, source);
  if (path.endsWith('.md')) return documentBlocks(lines);
  if (/\.ya?ml$/.test(path)) return yamlBlocks(lines);
  return path.startsWith('.ci/') || basename(path).startsWith('.git') ? hashCommentBlocks(lines) : [];
}
