import * as fc from 'fast-check';
import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { DAY_MS, parsed, setUpEnsure } from './set-up-ensure.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** From years behind to years ahead, mostly about as long as the rules of `ensure`. */
const skew = fc.oneof(
  fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }),
  fc.integer({ min: -900 * DAY_MS, max: 900 * DAY_MS }),
);

test('webhooks.ensure: deletes no endpoint early when the local clock is ahead', async () => {
  const scene = setUpEnsure();
  const { webhook: old } = await scene.ensure();
  scene.isDown = true;
  const missed = await scene.complete();
  scene.skew = 2 * DAY_MS;
  expect(await scene.ensure({ rotateAfter: DAY_MS })).toMatchObject({ isNew: false });
  expect(await scene.ensure({ rotateAfter: 0 })).toMatchObject({ isNew: true });
  await scene.advance('1min');
  expect(await scene.ensure()).toMatchObject({ retiring: [{ id: old.id }] });
  scene.isDown = false;
  await scene.settle();
  expect(scene.verified).toContain(missed);
});

test('webhooks.ensure: rotates in time when the local clock is behind', async () => {
  const scene = setUpEnsure();
  await scene.ensure();
  scene.skew = -100 * DAY_MS;
  await scene.advance('90d');
  expect(await scene.ensure({ rotateAfter: 90 * DAY_MS })).toMatchObject({ isNew: true });
  await scene.advance('1d');
  expect(await scene.ensure()).toMatchObject({ retiring: [] });
});

test('webhooks.ensure: stores the time of the API when the local clock is wrong', async () => {
  const scene = setUpEnsure();
  await scene.ensure({ events: ['upload.completed'] });
  await scene.advance('2h');
  scene.skew = -DAY_MS;
  await scene.ensure({ events: ['upload.created', 'upload.completed'] });
  const times = parsed(scene.stored).map(({ activeSince }) => Date.parse(activeSince));
  expect(times).toEqual([scene.sandbox.now().getTime()]);
});

test('webhooks.ensure: deletes an endpoint only after later deliveries when the date header is missing', async () => {
  const scene = setUpEnsure();
  scene.hidesDate = true;
  scene.skew = 2 * DAY_MS;
  const { webhook: old } = await scene.ensure();
  await scene.ensure({ rotateAfter: 0 });
  await scene.advance('3d');
  expect(await scene.ensure()).toMatchObject({ retiring: [{ id: old.id }] });
  await scene.complete();
  expect(await scene.ensure()).toMatchObject({ retiring: [] });
});

const round = fc.record({
  skew,
  rotates: fc.boolean(),
  disables: fc.boolean(),
  pause: fc.constantFrom('1min', '59min', '2h', '5h'),
});

test(
  'webhooks.ensure: loses no event when the local clock jumps before each call',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 5 }),
        fc.boolean(),
        async (rounds, outage, hidesDate) => {
          const scene = setUpEnsure();
          const completed: string[] = [];
          scene.hidesDate = hidesDate;
          await scene.ensure();
          for (const [index, each] of rounds.entries()) {
            scene.skew = each.skew;
            const { webhook } = await scene.ensure(each.rotates ? { rotateAfter: 0 } : {});
            // A longer one would exhaust the deliveries, or disable the endpoint.
            scene.isDown = index === outage;
            completed.push(await scene.complete());
            if (each.disables) await scene.client.webhooks.update(webhook.id, { is_active: false });
            await scene.ensure();
            completed.push(await scene.complete());
            await scene.advance(each.pause);
          }
          scene.skew = 0;
          scene.hidesDate = false;
          await scene.settle();
          for (const id of completed) expect(scene.verified).toContain(id);
        },
      ),
      { numRuns: 30 },
    );
  },
);
