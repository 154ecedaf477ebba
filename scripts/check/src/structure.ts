/**
 * Checks the tree: no cycle between files, folders or packages, no relative import out of a package, and no
 * flat folder with too many files.
 *
 *   node scripts/check/src/structure.ts
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importsOf, packagesOf } from './structure/imports.ts';
import { problemsOf } from './structure/rules.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.split('\0').filter((file) => /\.(ts|js|json)$/.test(file));
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');

const problems = problemsOf(importsOf(files, read), packagesOf(files, read), listed.split('\0'));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
