/**
 * Hunts jobs: runs them in processes that are killed and frozen before and after their writes and requests, in
 * accounts that inject faults, and in variants that must charge lists twice.
 */
import { runBarrier } from './barrier/barrier.ts';
import type { DriverKind } from './crew/order.ts';
import { hunt } from './hunt.ts';
import { problemsOf } from './problems.ts';
import { report } from './report.ts';
import { runSlices, SLICE_MS } from './slices/slices.ts';
import { VARIANTS } from './store/broken-stores.ts';
import type { StoreKind } from '@optimaldial/jobs-lab/stores';

/**
 * Where jobs are stored, and what advances them: `jobs.work`, an engine on the same database, or a loop of the hunt
 * that calls `advance`.
 */
interface Combination {
  readonly store: StoreKind;
  readonly driver: DriverKind;
}

const COMBINATIONS = {
  file: { store: 'file', driver: 'work' },
  postgres: { store: 'postgres', driver: 'work' },
  redis: { store: 'redis', driver: 'work' },
  dbos: { store: 'postgres', driver: 'dbos' },
  bullmq: { store: 'redis', driver: 'bullmq' },
  loop: { store: 'file', driver: 'loop' },
} as const satisfies Readonly<Record<string, Combination>>;

/** The name of a combination of a store and an engine. */
export type CombinationName = keyof typeof COMBINATIONS;

/** All combinations that a hunt can run on. */
export const COMBINATION_NAMES: readonly CombinationName[] = [
  'file',
  'postgres',
  'redis',
  'dbos',
  'bullmq',
  'loop',
];

/** Whether a name is that of a combination. */
export function isCombination(name: string): name is CombinationName {
  return COMBINATION_NAMES.some((known) => known === name);
}

const WORKERS = 8;
/** How often each seam must kill a worker. */
const AT_LEAST = 10;
const MOST_ROUNDS = 200;
const MOST_BROKEN = 40;
const LIMIT_MS = 1_200_000;
const LIMIT_IF_BROKEN_MS = 60_000;

/** Hunts on each combination. Returns whether nothing went wrong. */
export async function huntJobs(
  names: readonly CombinationName[],
  seed: number,
  jobs: number,
): Promise<boolean> {
  const problems: string[] = [];
  for (const name of names) {
    const combination: Combination = COMBINATIONS[name];
    console.log(`\n${jobs} jobs in ${WORKERS} workers on ${name}, seed ${seed}`);
    const atLeast = Math.min(AT_LEAST, Math.floor(jobs / 10));
    const plan = { seed, jobs, workers: WORKERS, ...combination, limit: LIMIT_MS };
    const found = await hunt({ ...plan, atLeast });
    report(found);
    problems.push(...problemsOf(found, atLeast).map((problem) => `${name}: ${problem}`));

    for (const variant of VARIANTS) {
      const smaller = Math.min(MOST_BROKEN, Math.ceil(jobs / 5));
      const size = { jobs: smaller, atLeast: 3, limit: LIMIT_IF_BROKEN_MS };
      // Our loop looks at every job again soon, `work` only when it is due.
      const driver = combination.driver === 'work' ? 'loop' : combination.driver;
      const { chargedTwice } = await hunt({ ...plan, ...size, driver, variant });
      console.log(`Broken on purpose, ${variant}: ${chargedTwice} of ${smaller} jobs charged twice`);
      // An engine gives a job to one worker at a time, as compare-and-set does.
      const isNeeded = combination.driver === 'work' || variant !== 'no compare-and-set';
      if (chargedTwice === 0 && isNeeded)
        problems.push(`${name}: the variant with ${variant} went right, so the hunt proves nothing.`);
    }
    if (combination.driver === 'work') problems.push(...(await huntStore(combination.store, jobs)));
  }
  console.log(problems.length === 0 ? '\nNothing went wrong.' : `\nWrong:\n- ${problems.join('\n- ')}`);
  return problems.length === 0;
}

/** What doesn't depend on engines: two processes with the same key, and a long job in slices. */
async function huntStore(store: StoreKind, jobs: number): Promise<string[]> {
  const problems: string[] = [];
  const rounds = Math.min(MOST_ROUNDS, jobs);
  const same = await runBarrier(rounds, store);
  console.log(
    `\nThe same key in two concurrent processes, ${rounds} times: ${same.chargedTwice} charged twice`,
  );
  problems.push(...same.thrown);
  if (same.chargedTwice + same.lost > 0) problems.push('A key that two processes used was charged twice.');
  const unsafe = await runBarrier(rounds, store, 'no compare-and-set');
  console.log(
    `Broken on purpose, no compare-and-set, two concurrent processes: ${unsafe.chargedTwice} of ${rounds} charged twice`,
  );
  if (unsafe.chargedTwice < rounds / 2) problems.push('Two processes rarely met without compare-and-set.');

  const sliced = await runSlices(store);
  console.log(
    `A job of ${sliced.hours.toFixed(1)} hours in ${sliced.processes} processes, the longest took ${(sliced.longestMs / 1000).toFixed(1)} s: ${sliced.state}, ${sliced.uploads} upload`,
  );
  const isRight = sliced.state === 'done' && sliced.uploads === 1 && sliced.files.length === 1;
  if (!isRight) problems.push('The job in slices did not end with one upload and one file.');
  if (sliced.longestMs > SLICE_MS) problems.push('A slice took longer than 10 seconds.');
  return problems.map((problem) => `${store}: ${problem}`);
}
