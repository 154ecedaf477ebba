import { memorySeen, type SeenEvents } from '@optimaldial/client/webhooks';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { completed, delivery, receiver } from './deliveries.ts';

/** What a handler or store call does, each time it is called. */
const outcomes = fc.infiniteStream(fc.constantFrom('succeeds', 'fails'));

/** A `memorySeen` in another process: each call is delayed, and some fail. */
function remote(scheduler: fc.Scheduler, claims: Iterator<string>): SeenEvents {
  const seen = memorySeen();
  const call = <T>(name: string, work: () => T | Promise<T>) =>
    scheduler.schedule(Promise.resolve(name)).then(work);
  return {
    claim: (id) =>
      call('claim', () =>
        claims.next().value === 'fails' ? Promise.reject(new Error('claim')) : seen.claim(id),
      ),
    done: (id) => call('done', () => seen.done(id)),
    release: (id) => call('release', () => seen.release(id)),
  };
}

test('createWebhookHandler: handles each event to success once, and acknowledges none before, in any interleaving', async () => {
  let acknowledged = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      outcomes,
      outcomes,
      fc.boolean(),
      fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 }),
      fc.nat(4),
      async (scheduler, results, claims, isRemote, deliveries, timeouts) => {
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
        const successes: string[] = [];
        const { handler } = receiver({
          ...(isRemote && { seen: remote(scheduler, claims) }),
          on: {
            async 'upload.completed'({ id }) {
              await scheduler.schedule(Promise.resolve(id));
              if (results.next().value === 'fails') throw new Error(id);
              successes.push(id);
            },
          },
        });
        const deliver = async (id: string): Promise<void> => {
          await scheduler.schedule(Promise.resolve(id));
          const { status } = await handler(delivery({ ...completed, id }));
          if (status === 204) {
            acknowledged++;
            expect(successes).toContain(id);
          } else {
            refused++;
            expect([500, 503]).toContain(status);
          }
        };
        // Of all deliveries that are being handled.
        const expire = async (): Promise<void> => {
          await scheduler.schedule(Promise.resolve('timeout'));
          vi.advanceTimersByTime(4000);
        };
        const all = [...deliveries.map(deliver), ...Array.from({ length: timeouts }, expire)];
        await scheduler.waitFor(Promise.all(all));
        await scheduler.waitIdle();
        expect(successes).toEqual([...new Set(successes)]);
        // Retries until each is acknowledged.
        for (const id of new Set(deliveries)) {
          let status = 0;
          for (let attempt = 0; status !== 204; attempt++) {
            expect(attempt).toBeLessThan(100);
            ({ status } = await scheduler.waitFor(handler(delivery({ ...completed, id }))));
          }
          expect(successes.filter((success) => success === id)).toEqual([id]);
        }
        vi.useRealTimers();
      },
    ),
    { numRuns: 100 },
  );
  vi.useRealTimers();
  // Both happen often enough for the test to mean something.
  expect(acknowledged).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(20);
});
