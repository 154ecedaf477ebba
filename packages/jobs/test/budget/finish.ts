import type { Jobs, Progress } from '@optimaldial/jobs';
import { outcomeOf } from '../../src/budget/entry.ts';
import { ledgerKey, readLedger } from '../../src/budget/ledger.ts';
import { listOf, type BudgetScene } from './set-up-budget.ts';

/** Together they cost more than one day allows. */
export const SIZES = [120, 140, 170];
const MOST_SLICES = 100;
/** When a job that doesn't fit looks again, in ms. */
const SHORTEST_HELD_MS = 450_000;

/** Advances a job by one step. */
export const advance = (jobs: Jobs, index: number): Promise<Progress> =>
  jobs.advance(`job-${index}`, listOf(SIZES[index] ?? 0), { slice: 0 });

/** Advances all jobs until they have ended. */
export async function finish(scene: BudgetScene): Promise<void> {
  for (let slices = 0; slices < MOST_SLICES; slices += 1) {
    const left: number[] = [];
    for (const index of SIZES.keys()) {
      const { state, done, again } = await advance(scene.worker(), index);
      if (!done) left.push(again);
      // Every upload keeps its filename, so one that wasn't found doesn't exist.
      if (state === 'needs_review') await scene.worker().resolve(`job-${index}`, 'resend');
    }
    if (left.length === 0) return;
    const again = Math.min(...left);
    // Until then, jobs that don't fit would only look again.
    scene.elapse(again < SHORTEST_HELD_MS ? Math.max(again, 60_000) : scene.untilNextDay());
  }
  throw new Error('The jobs have not ended.');
}

/** What a ledger has charged, and the entries that keep credits from other jobs. */
export async function ledgerOf({ store }: BudgetScene, day: string) {
  const ledger = ledgerKey('default', day);
  const { charged, reserved } = (await readLedger(store, ledger)).record;
  const entries = Object.entries(reserved).map(([entry, credits]) => ({ ledger, entry, credits }));
  const outcomes = await Promise.all(entries.map((entry) => outcomeOf(store, entry)));
  return { charged, open: outcomes.filter((outcome) => outcome !== 0).length, entries: entries.length };
}
