/**
 * Installs the packed packages in a project outside the workspace, tells the same story on every runtime,
 * and compiles against them with every compiler that we promise. Prints a table; the last line is
 * `N passed, N failed`. What is not installed here is not run, and is not counted as passed.
 *
 *   node scripts/test-runtimes.ts             everything
 *   node scripts/test-runtimes.ts deno 5.4    only what has one of these words in its name
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, pack, PACKAGES } from '@optimaldial/checks/pack';
import { table } from '@optimaldial/checks/table';
import { installApart } from '@optimaldial/checks/install-apart';
import { step } from '@optimaldial/checks/shell';
import { chromiumTrial } from './test-runtimes/chromium.ts';
import { compilerTrials } from './test-runtimes/compilers.ts';
import { foreignTrials } from './test-runtimes/foreign.ts';
import { makeDelivery, makeProject } from './test-runtimes/project.ts';
import { attempt, type Row } from './test-runtimes/row.ts';
import { runtimeTrials } from './test-runtimes/runtimes.ts';
import { workerdTrial } from './test-runtimes/workerd.ts';

// A runtime and its server; more than there are cores would be slower.
const AT_ONCE = Math.max(2, availableParallelism());

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2).map((word) => word.toLowerCase());
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-runtimes-'));
const project = join(folder, 'project');
let rows: Row[] = [];
let broken = 0;
try {
  await step('install the runtimes', () => installApart(join(root, 'scripts/test-runtimes')));
  await step('build', () => build());
  const tarballs = await step('pack', () => Promise.all(PACKAGES.map((name) => pack(name, folder))));
  await step('install the packages', () => makeProject(project, tarballs));
  const delivery = await makeDelivery(project);
  const trials = [
    ...runtimeTrials(project, delivery),
    workerdTrial(project, delivery),
    chromiumTrial(project, delivery),
    ...compilerTrials(project),
    ...foreignTrials(project),
  ].filter(({ runtime, story }) => {
    const name = `${runtime} ${story}`.toLowerCase();
    return words.length === 0 || words.some((word) => name.includes(word));
  });
  rows = await step('run', () => atOnce(AT_ONCE, trials, attempt));
  console.log(
    `\n${table([['runtime', 'version', 'story', 'seconds', 'kB', 'outcome'], ...rows.map(cells)])}\n`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  broken = 1;
} finally {
  await rm(folder, { recursive: true, maxRetries: 5 });
}
const count = (outcome: Row['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
const failed = count('failed') + broken;
if (count('not run') > 0) console.log(`${count('not run')} not run`);
if (failed > 0) process.exitCode = 1;
console.log(`${count('passed')} passed, ${failed} failed`);

function cells({ runtime, version, story, seconds, size, outcome, reason }: Row): string[] {
  const told = reason === undefined ? outcome : `${outcome}: ${reason}`;
  return [runtime, version, story, seconds.toFixed(1), size?.toFixed(1) ?? '–', told];
}

/** Works through a list, so many at once, and gives the results in its order. */
async function atOnce<T, R>(width: number, list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = list.entries();
  const worker = async (): Promise<void> => {
    for (const [index, one] of left) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
