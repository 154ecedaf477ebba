/**
 * Hunts jobs: runs them in processes that are killed and frozen before and after their writes and requests, in
 * accounts that inject faults, and in variants that must charge lists twice.
 */
import { table } from '@optimaldial/checks/table';
import { runBarrier } from './barrier/barrier.ts';
import { VARIANTS } from './store/broken-stores.ts';
import { hunt, type Findings } from './hunt.ts';
import { problemsOf } from './problems.ts';
import { SEAMS } from './seams.ts';
import { runSlices, SLICE_MS } from './slices/slices.ts';
import { STORE_KINDS, type StoreKind } from './store/stores.ts';

export { STORE_KINDS };

/** Whether a name is the kind of a store. */
export function isStoreKind(name: string): name is StoreKind {
  return STORE_KINDS.some((kind) => kind === name);
}

const WORKERS = 8;
/** How often each seam must kill a worker, in a hunt of 200 jobs. */
const AT_LEAST = 20;
const FULL = 200;
const ROUNDS = 200;
const LIMIT_MS = 600_000;

/** Hunts on each store. Returns whether nothing went wrong. */
export async function huntJobs(stores: readonly StoreKind[], seed: number, jobs: number): Promise<boolean> {
  const problems: string[] = [];
  for (const store of stores) {
    const on = `${store}, seed ${seed}`;
    console.log(`\n${jobs} jobs in ${WORKERS} workers on ${on}`);
    const atLeast = Math.floor((AT_LEAST * jobs) / FULL);
    const plan = { seed, jobs, workers: WORKERS, store, limit: LIMIT_MS };
    const found = await hunt({ ...plan, atLeast });
    print(found);
    problems.push(...problemsOf(found, atLeast));

    const rounds = Math.ceil((ROUNDS * jobs) / FULL);
    const same = await runBarrier(rounds, store);
    console.log(
      `\nThe same key in two concurrent processes, ${rounds} times: ${same.chargedTwice} charged twice`,
    );
    problems.push(...same.thrown);
    if (same.chargedTwice + same.lost > 0) problems.push('A key that two processes used was charged twice.');

    for (const variant of VARIANTS) {
      const smaller = Math.ceil(jobs / 5);
      const { chargedTwice } = await hunt({
        ...plan,
        jobs: smaller,
        atLeast: 3,
        variant,
        limit: LIMIT_MS / 10,
      });
      console.log(`Broken on purpose, ${variant}: ${chargedTwice} of ${smaller} jobs charged twice`);
      if (chargedTwice === 0)
        problems.push(`The variant with ${variant} went right, so the hunt proves nothing.`);
    }
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
  }
  console.log(problems.length === 0 ? '\nNothing went wrong.' : `\nWrong:\n- ${problems.join('\n- ')}`);
  return problems.length === 0;
}

const right = (column: number): boolean => column > 0;

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function print(found: Findings): void {
  const rows = SEAMS.map((name) => [name, found.killed[name] ?? 0, found.frozen[name] ?? 0]);
  console.log(`\n${table([['seam', 'killed', 'frozen'], ...rows], { right })}`);
  console.log(`\n${table([['fault', 'injected'], ...Object.entries(found.faults)], { right })}`);
  console.log(
    `\n${table(
      [
        ['hunt', 'result'],
        ['kills', sum(found.killed)],
        ['freezes', sum(found.frozen)],
        ['faults', sum(found.faults)],
        ['jobs', found.jobs],
        ['uploads', found.uploads],
        ['resolved by a person', found.reviewed],
        ['CHARGED TWICE', found.chargedTwice],
        ['credits charged too much', found.overcharged],
        ['LOST', found.lost],
        ['unfinished', found.unfinished],
        ['results that differ', found.wrongResults],
        ['POSTs afterwards', found.postsAfterwards],
        ['files left', found.filesLeft.length],
        ['s', found.seconds.toFixed(0)],
      ],
      { right },
    )}`,
  );
}
