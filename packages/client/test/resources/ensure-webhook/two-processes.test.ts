import * as fc from 'fast-check';
import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { type EnsureScene, parsed, setUpEnsure } from './set-up-ensure.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const call = fc.record({
  rotates: fc.boolean(),
  /** The step at which the process is killed, if it gets that far. */
  killedAt: fc.option(fc.nat({ max: 24 }), { nil: undefined, freq: 2 }),
});
const round = fc.record({
  calls: fc.array(call, { minLength: 1, maxLength: 3 }),
  isDown: fc.boolean(),
  pause: fc.constantFrom('1min', '59min', '2h', '5h'),
});

/** Runs processes concurrently, in an order that the scheduler chooses, and completes uploads in between. */
async function run(
  scene: EnsureScene,
  scheduler: fc.Scheduler,
  {
    calls,
    isDown,
  }: { calls: readonly { rotates: boolean; killedAt: number | undefined }[]; isDown: boolean },
  completed: (id: string) => void,
): Promise<void> {
  scene.isDown = isDown;
  const processes = calls.map(async ({ rotates, killedAt }) => {
    let step = 0;
    await scene
      .ensure(rotates ? { rotateAfter: 0 } : {}, {
        async onStep(name, phase) {
          await scheduler.schedule(Promise.resolve(), `${phase} ${name}`);
          if (step++ === killedAt) throw new Error('killed');
        },
      })
      .catch((error: unknown) => {
        if (killedAt === undefined || step <= killedAt) throw error;
      });
  });
  const events = [1, 2].map(async () => {
    await scheduler.schedule(Promise.resolve(), 'upload');
    // Before the first call has returned, an endpoint may be missing, or its secret lost.
    const isCovered = parsed(scene.stored).length > 0;
    const id = await scene.complete();
    if (isCovered) completed(id);
  });
  await scheduler.waitFor(Promise.all([...processes, ...events]));
}

test('webhooks.ensure: loses no event, however several processes overlap', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(round, { minLength: 1, maxLength: 4 }),
      async (scheduler, rounds) => {
        const scene = setUpEnsure();
        const completed: string[] = [];
        for (const each of rounds) {
          // A long outage would disable the endpoint.
          const isDown = each.isDown && !scene.isDown;
          await run(scene, scheduler, { ...each, isDown }, (id) => completed.push(id));
          await scene.advance(each.pause);
        }
        await scene.settle();
        for (const id of completed) expect(scene.verified).toContain(id);
      },
    ),
    { numRuns: 40 },
  );
});

test('webhooks.ensure: converges with a store that does not compare', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, rotates) => {
      const scene = setUpEnsure();
      if (rotates) await scene.ensure();
      const before = parsed(scene.stored);
      const processes = [1, 2, 3].map(() =>
        scene.ensure(rotates ? { rotateAfter: 0 } : {}, {
          compares: false,
          onStep: (name) => scheduler.schedule(Promise.resolve(), name),
        }),
      );
      await scheduler.waitFor(Promise.all(processes));
      // At least one of the new secrets is stored, and no old one is lost.
      expect(parsed(scene.stored).length).toBeGreaterThan(before.length);
      expect(parsed(scene.stored)).toEqual(expect.arrayContaining([...before]));
      const event = await scene.complete();
      expect(scene.verified).toContain(event);
      await scene.settle();
    }),
    { numRuns: 30 },
  );
});

test('webhooks.ensure: agrees on the newest of two endpoints of the same time, in any order', async () => {
  const scene = setUpEnsure();
  await Promise.all([scene.ensure(), scene.ensure()]);
  const { webhook, retiring } = await scene.ensure();
  expect(retiring).toMatchObject([{ created_at: webhook.created_at }]);
  const endpoints = await scene.client.webhooks.list();
  scene.sandbox.on('listWebhookEndpoints').reply(200, endpoints.toReversed());
  expect(await scene.ensure()).toEqual({ webhook, isNew: false, retiring });
});
