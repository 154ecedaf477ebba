import * as fc from 'fast-check';
import type { JobStore } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { createInterleaving } from '../support/interleave.ts';
import { advance, finish, ledgerOf, SIZES } from './finish.ts';
import { BUDGET, setUpBudget } from './set-up-budget.ts';

/** Longer than a lease, so that every worker continues the jobs of the others. */
const STEP_MS = 31_000;
const SETTLE_MS = 1e9;
const WORKERS = 3;

test('budget: is never exceeded, and leaves no entry, when workers take jobs from each other', async () => {
  const burst = fc.record({ actor: fc.nat({ max: WORKERS - 1 }), steps: fc.integer({ min: 1, max: 12 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(burst, { maxLength: 30 }), async (bursts) => {
      const scene = setUpBudget();
      const { store, fetch, charges } = scene;
      const { step, run } = createInterleaving();
      const own: JobStore = {
        async now() {
          scene.elapse(STEP_MS);
          return store.now();
        },
        get: (key) => step().then(() => store.get(key)),
        put: (record, version) => step().then(() => store.put(record, version)),
        list: () => store.list(),
      };
      const actors = Array.from({ length: WORKERS }, (_, actor) => async () => {
        const jobs = scene.worker({
          store: own,
          fetch: (...args) => step().then(() => fetch(...args)),
          settle: SETTLE_MS,
        });
        for (const index of SIZES.keys()) await advance(jobs, (index + actor) % SIZES.length);
      });
      await run(actors, bursts);
      await finish(scene);
      expect(scene.sandbox.uploads()).toHaveLength(SIZES.length);
      for (const [day, sum] of Object.entries(charges())) {
        expect(sum).toBeLessThanOrEqual(BUDGET.credits);
        expect(await ledgerOf(scene, day)).toEqual({ charged: sum, open: 0, entries: 0 });
      }
      scene.sandbox.close();
    }),
    { numRuns: 60 },
  );
}, 120_000);
