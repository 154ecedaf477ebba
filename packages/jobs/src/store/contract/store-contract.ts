import type { JobStore } from '../store.ts';
import { DUE } from './cases/due.ts';
import { HARD_KEYS } from './cases/keys.ts';
import { LEDGERS } from './cases/ledgers.ts';
import { LISTING } from './cases/listing.ts';
import { PAGES } from './cases/pages.ts';
import { QUERIES } from './cases/queries.ts';
import { RACES } from './cases/races.ts';
import { RECORDS } from './cases/records.ts';
import { SUMMARIES } from './cases/summaries.ts';
import { TIME } from './cases/time.ts';
import { VERSIONS } from './cases/versions.ts';

/** Registers a test, as `test` of Vitest, Jest and `node:test` does. */
export type RegisterTest = (name: string, run: () => Promise<void>) => unknown;

const CASES = [
  ...RECORDS,
  ...VERSIONS,
  ...RACES,
  ...HARD_KEYS,
  ...LEDGERS,
  ...LISTING,
  ...QUERIES,
  ...DUE,
  ...PAGES,
  ...SUMMARIES,
  ...TIME,
];

/** A fresh, empty store of one test. */
export interface StoreUnderTest {
  /**
   * Opens a handle on the store. It's called several times, and each handle should be as independent as in
   * another process: a pool or connection of its own, no shared cache.
   */
  open(): JobStore | Promise<JobStore>;
  /** Removes the store after the test. */
  close?(): void | Promise<void>;
}

/**
 * Registers the tests that a store has to pass before jobs can rely on it: compare-and-set, versions,
 * lossless records, keys, complete lists, all queries, and the clock. They need less than a minute, and no
 * test library. If the store has `summarize` or `summarizeDays`, their results are compared with the list.
 *
 * They can't prove that confirmed records survive a crash: kill your database while it stores records, and
 * compare.
 *
 * @example
 * ```ts
 * import { test } from 'node:test';
 * import { storeContract } from '@optimaldial/jobs/contract';
 * import { connect, myStore } from './my-store.ts';
 *
 * storeContract(test, async () => {
 *   const database = await connect({ empty: true });
 *   return { open: () => myStore(database.url), close: () => database.close() };
 * });
 * ```
 *
 * @param test registers a test with your test runner
 * @param makeStore creates a fresh, empty store for each test
 */
export function storeContract(
  test: RegisterTest,
  makeStore: () => StoreUnderTest | Promise<StoreUnderTest>,
): void {
  for (const { name, prove } of CASES) {
    test(name, async () => {
      const store = await makeStore();
      try {
        await prove(async () => store.open());
      } finally {
        await store.close?.();
      }
    });
  }
}
