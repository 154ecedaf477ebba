import * as fc from 'fast-check';
import type { Jobs, JobStore } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { advance, finish, ledgerOf, SIZES } from './finish.ts';
import { BUDGET, setUpBudget, type BudgetScene } from './set-up-budget.ts';
import { CREATE_FAULTS } from '../scenes/create-faults.ts';

/** Puts and requests of an undisturbed job: the record and the ledger, the mark, the list and a poll. */
const MOST_STEPS = 12;

/** A process that dies at one of its puts and requests, before or after it is carried out. */
function dyingWorker({ worker, store, fetch }: BudgetScene, step: number, isCarriedOut: boolean): Jobs {
  let steps = 0;
  const mortal = async <T>(work: () => Promise<T>): Promise<T> => {
    steps += 1;
    if (steps < step) return work();
    if (steps === step && isCarriedOut) await work();
    throw new Error('The process died.');
  };
  const own: JobStore = { ...store, put: (record, version) => mortal(() => store.put(record, version)) };
  return worker({ store: own, fetch: (...args) => mortal(() => fetch(...args)) });
}

test('budget: is never exceeded, and counts every charge, when processes die at any put or request', async () => {
  const death = fc.record({
    index: fc.nat({ max: SIZES.length - 1 }),
    step: fc.integer({ min: 1, max: MOST_STEPS }),
    isCarriedOut: fc.boolean(),
    /** How long until the next process starts, in ms, or on the next day. */
    pause: fc.constantFrom(0, 1000, 30_001, 450_000, 900_000, 'next day' as const),
    fault: fc.option(fc.constantFrom(...CREATE_FAULTS), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(death, { minLength: 1, maxLength: 8 }), async (deaths) => {
      const scene = setUpBudget();
      const { sandbox, charges } = scene;
      for (const { index, step, isCarriedOut, pause, fault } of deaths) {
        if (fault !== undefined) sandbox.on('createUpload').fault(fault);
        await advance(dyingWorker(scene, step, isCarriedOut), index).catch((error: unknown) =>
          expect(error).toMatchObject({ message: 'The process died.' }),
        );
        sandbox.reset();
        scene.elapse(pause === 'next day' ? scene.untilNextDay() : pause);
      }
      await finish(scene);
      expect(sandbox.uploads()).toHaveLength(SIZES.length);
      for (const [day, sum] of Object.entries(charges())) {
        expect(sum).toBeLessThanOrEqual(BUDGET.credits);
        expect(await ledgerOf(scene, day)).toMatchObject({ charged: sum, open: 0 });
      }
      expect(await scene.ledger()).toMatchObject({ reserved: [] });
      sandbox.close();
    }),
    { numRuns: 60 },
  );
}, 120_000);
