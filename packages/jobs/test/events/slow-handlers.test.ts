import * as fc from 'fast-check';
import { type JobStore, memoryStore, seenEvents } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { createInterleaving } from '../support/interleave.ts';

const LEASE_MS = 300_000;
const ID = 'evt_1';

/** A delivery to one of two processes, and how long its handler takes in steps. */
const delivery = fc.record({ process: fc.nat({ max: 1 }), slow: fc.nat({ max: 6 }), succeeds: fc.boolean() });
const burst = fc.record({ actor: fc.nat({ max: 5 }), steps: fc.integer({ min: 1, max: 6 }) });

test('seenEvents: a handler that is slower than its lease ends no claim but its own, and forgets no success', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(delivery, { minLength: 3, maxLength: 5 }),
      fc.array(burst, { maxLength: 60 }),
      async (deliveries, bursts) => {
        let time = Date.UTC(2026, 10, 26);
        let isHandled = false;
        /** Handlers that run, with the time until which no other one may start. */
        const running = new Map<number, number>();
        const { step, run } = createInterleaving();
        const memory = memoryStore({ now: () => time });
        const store: JobStore = {
          ...memory,
          now: () => step().then(() => memory.now()),
          get: (key) => step().then(() => memory.get(key)),
          put: (record, version) => step().then(() => memory.put(record, version)),
        };
        const processes = [seenEvents(store, { lease: LEASE_MS }), seenEvents(store, { lease: LEASE_MS })];

        const handlers = deliveries.map(({ process, slow, succeeds }, index) => async () => {
          const seen = processes[process];
          const before = { isHandled, until: time + LEASE_MS };
          const claim = await seen?.claim(ID);
          if (before.isHandled) expect(claim).toBe('done');
          if (claim !== 'new') return;
          for (const until of running.values()) expect(until).toBeLessThanOrEqual(time);
          running.set(index, before.until);
          for (let count = 0; count < slow; count++) await step();
          running.delete(index);
          if (!succeeds) return seen?.release(ID);
          await seen?.done(ID);
          isHandled = true;
        });
        const clock = async (): Promise<void> => {
          for (let count = 0; count < 12; count++) {
            time += LEASE_MS / 2;
            await step();
          }
        };
        await run([...handlers, clock], bursts);

        time += LEASE_MS;
        expect(await seenEvents(memory).claim(ID)).toBe(isHandled ? 'done' : 'new');
      },
    ),
    { numRuns: 500 },
  );
});
