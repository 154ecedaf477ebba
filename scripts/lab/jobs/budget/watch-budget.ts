import { setTimeout as sleep } from 'node:timers/promises';
import type { Jobs } from '@optimaldial/jobs';
import { isOutage } from '../stores/stores.ts';

/** What was seen of a budget. */
export interface Seen {
  readonly looks: number;
  /** Looks during which the store couldn't be reached. */
  readonly outages: number;
  /** The lowest difference of what the ledger counts and what was charged, in credits. */
  readonly lowest: number;
}

/**
 * Compares a budget with what was charged, until it ends.
 *
 * @param spent returns what the API has charged, in credits
 */
export function watchBudget(jobs: Jobs, spent: () => number): { end(): Promise<Seen> } {
  const seen = { looks: 0, outages: 0, lowest: Infinity };
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      // Before the look, because it can become more in the meantime.
      const sum = spent();
      seen.looks += 1;
      try {
        const { charged = 0, reserved = 0 } = (await jobs.budget()) ?? {};
        seen.lowest = Math.min(seen.lowest, charged + reserved - sum);
      } catch (error) {
        if (!isOutage(error)) throw error;
        seen.outages += 1;
      }
      await sleep(20);
    }
  })();
  return {
    async end() {
      over.abort();
      await watching;
      return seen;
    },
  };
}
