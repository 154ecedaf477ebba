import type { JobStore } from '../store/store.ts';

/** How long a reading of the clock is used, in ms: the clocks of two machines hardly drift apart in this time. */
const FRESH_MS = 30_000;

/** Estimates the time of a store, so that a search for jobs is a single query. */
export function createStoreClock(store: JobStore): () => Promise<number> {
  let offset = 0;
  let readAt = -Infinity;
  return async () => {
    if (performance.now() - readAt > FRESH_MS) {
      offset = (await store.now()) - performance.now();
      readAt = performance.now();
    }
    return Math.floor(performance.now() + offset);
  };
}
