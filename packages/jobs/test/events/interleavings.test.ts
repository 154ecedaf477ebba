import * as fc from 'fast-check';
import { type JobStore, memoryStore, seenEvents } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { createInterleaving } from '../support/interleave.ts';

const LEASE_MS = 300_000;
const IDS = ['evt_1', 'evt_2'];

const process = fc.record({
  /** Deliveries that it receives, one after the other. */
  deliveries: fc.array(fc.record({ id: fc.constantFrom(...IDS), succeeds: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  }),
  /** The call of the store at which it is killed. */
  killedAt: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
  /** Whether the call was carried out. */
  isLate: fc.boolean(),
});
const burst = fc.record({ actor: fc.nat({ max: 3 }), steps: fc.integer({ min: 1, max: 8 }) });

test('seenEvents: no event is handled twice or gets stuck, however processes overlap or are killed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(process, { minLength: 2, maxLength: 4 }),
      fc.array(burst, { maxLength: 40 }),
      async (processes, bursts) => {
        let time = Date.UTC(2026, 10, 26);
        const store = memoryStore({ now: () => time });
        const { step, run } = createInterleaving();
        /** Events that a living process handles, and those that were handled. */
        const handling = new Set<string>();
        const handled = new Set<string>();

        const actors = processes.map(({ deliveries, killedAt, isLate }) => async () => {
          let calls = 0;
          const call = async <T>(work: () => Promise<T>): Promise<T> => {
            await step();
            const isKilled = calls++ === killedAt;
            if (isKilled && !isLate) throw new Error('killed');
            const result = await work();
            if (isKilled) throw new Error('killed');
            return result;
          };
          const own: JobStore = {
            ...store,
            now: () => call(() => store.now()),
            get: (key) => call(() => store.get(key)),
            put: (record, version) => call(() => store.put(record, version)),
          };
          const seen = seenEvents(own, { lease: LEASE_MS });
          try {
            for (const { id, succeeds } of deliveries) {
              const isHandled = handled.has(id);
              const claim = await seen.claim(id);
              expect(isHandled ? claim : 'done').toBe('done');
              if (claim !== 'new') continue;
              expect(handling.has(id)).toBe(false);
              handling.add(id);
              await step();
              if (succeeds) {
                await seen.done(id);
                expect(handled.has(id)).toBe(false);
                handled.add(id);
                handling.delete(id);
              } else {
                // Another process can claim it before this one sees that it is released.
                handling.delete(id);
                await seen.release(id);
              }
            }
          } catch (error) {
            // Its claim stays until the lease ends.
            if (!(error instanceof Error) || error.message !== 'killed') throw error;
          }
        });
        await run(actors, bursts);

        time += LEASE_MS;
        const last = seenEvents(store);
        for (const id of IDS) {
          const claim = await last.claim(id);
          if (handled.has(id)) expect(claim).toBe('done');
          else if (handling.has(id)) expect(['new', 'done']).toContain(claim);
          else expect(claim).toBe('new');
        }
      },
    ),
    { numRuns: 300 },
  );
});
