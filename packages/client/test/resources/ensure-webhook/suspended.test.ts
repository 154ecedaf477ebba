import * as fc from 'fast-check';
import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { setUpEnsure } from './set-up-ensure.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test('webhooks.ensure: deletes nothing that another process has created while this one was suspended', async () => {
  const scene = setUpEnsure();
  await scene.ensure();
  await scene.advance('2h');
  const loaded = Promise.withResolvers<void>();
  const resumed = Promise.withResolvers<void>();
  const suspended = scene.ensure(
    {},
    {
      async onStep(name, phase) {
        if (!name.startsWith('GET') || phase !== 'before') return;
        loaded.resolve();
        await resumed.promise;
      },
    },
  );
  await loaded.promise;
  const { webhook } = await scene.ensure({ rotateAfter: 0 });
  await scene.advance('2h');
  resumed.resolve();
  expect(await suspended).toMatchObject({ webhook: { id: webhook.id } });
  expect((await scene.client.webhooks.list()).map(({ id }) => id)).toContain(webhook.id);
});

const rotates = fc.boolean();

test(
  'webhooks.ensure: loses no event when processes are suspended for hours',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(rotates, { minLength: 2, maxLength: 3 }),
        fc.array(fc.constantFrom('20min', '1h', '2h'), { minLength: 1, maxLength: 4 }),
        async (scheduler, calls, pauses) => {
          const scene = setUpEnsure();
          await scene.ensure();
          const completed: string[] = [];
          const processes = calls.map(async (isDue) => {
            await scene.ensure(isDue ? { rotateAfter: 0 } : {}, {
              onStep: (name) => scheduler.schedule(Promise.resolve(), name),
            });
          });
          const passing = pauses.map(async (pause) => {
            await scheduler.schedule(Promise.resolve(), pause);
            completed.push(await scene.complete());
            await scene.advance(pause);
            await scene.ensure();
            completed.push(await scene.complete());
          });
          await scheduler.waitFor(Promise.all([...processes, ...passing]));
          await scene.settle();
          for (const id of completed) expect(scene.verified).toContain(id);
        },
      ),
      { numRuns: 20 },
    );
  },
);
