import { setImmediate as turn } from 'node:timers/promises';
import type { FleetOptions, JobList, Sweep } from '@optimaldial/jobs';
import { phoneNumbers } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { setScene, type Scene, type Worker } from '../scenes/scene.ts';

const WORKERS = 3;
const KEYS = ['a', 'b', 'c'];
/** Each job has a list of another length, by which its uploads are recognized. */
const rowsOf = (key: string): number => 120 + KEYS.indexOf(key);
const listOf = (key: string): JobList => ({
  phone_numbers: phoneNumbers(rowsOf(key)),
  filename: `${key}.csv`,
});
const options: FleetOptions = { list: listOf, concurrency: 2 };

/** What happens to the workers of a store. */
type Action =
  | { readonly type: 'sweep' | 'kill'; readonly worker: number }
  | { readonly type: 'wake'; readonly upload: number; readonly event: number }
  | { readonly type: 'elapse'; readonly seconds: number }
  | { readonly type: 'fault'; readonly kind: 'reset' | 'reset-after-commit' | 'bad-gateway' };

const worker = fc.nat(WORKERS - 1);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('sweep' as const), worker }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('kill' as const), worker }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('wake' as const), upload: fc.nat(4), event: fc.nat(3) }),
  },
  // In all, less than the settling time: a worker that is frozen for longer can send a list twice.
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('elapse' as const), seconds: fc.integer({ min: 1, max: 35 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('fault' as const),
      kind: fc.constantFrom('reset', 'reset-after-commit', 'bad-gateway'),
    }),
  },
);
/** Each action, and after how many turns of the event loop it happens. */
const script = fc.array(fc.tuple(action, fc.nat(12)), { minLength: 5, maxLength: 25 });

/** Runs a script. Returns once every worker that wasn't killed has ended its work. */
async function run(scene: Scene, actions: readonly (readonly [Action, number])[]): Promise<void> {
  const { sandbox } = scene;
  const start = (): { worker: Worker; sweeps: Promise<Sweep>[] } => ({ worker: scene.worker(), sweeps: [] });
  const workers = Array.from({ length: WORKERS }, start);
  const webhooks = scene.worker();
  const wakes: Promise<unknown>[] = [];
  for (const [step, turns] of actions) {
    for (let count = 0; count < turns; count += 1) await turn();
    if (step.type === 'elapse') scene.elapse(step.seconds * 1000);
    else if (step.type === 'fault') sandbox.on('createUpload').fault(step.kind);
    else if (step.type === 'wake') {
      const id = sandbox.uploads()[step.upload]?.id;
      wakes.push(webhooks.jobs.wake({ id: `event-${step.event}`, data: { upload: { id } } }));
    } else if (step.type === 'sweep') {
      const { worker: alive, sweeps } = workers[step.worker] ?? start();
      sweeps.push(alive.jobs.sweep(options));
    } else {
      workers[step.worker]?.worker.kill();
      workers[step.worker] = start();
    }
  }
  await Promise.all([...wakes, ...workers.flatMap(({ sweeps }) => sweeps)]);
}

/** Sweeps until every job has ended. */
async function finish(scene: Scene): Promise<void> {
  const { jobs } = scene.worker();
  for (let sweeps = 0; sweeps < 100; sweeps += 1) {
    const { states } = await jobs.summary();
    if (states.done.count === KEYS.length) return;
    await jobs.sweep(options);
    scene.elapse(60_000);
  }
}

test('fleet: every job is paid once and done, however sweeps, events and kills are interleaved', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (actions) => {
      const scene = await setScene();
      for (const key of KEYS) await scene.worker().jobs.add(key, listOf(key));
      await run(scene, actions);
      await finish(scene);
      const rows = scene.sandbox.uploads().map(({ valid_row_count: count }) => count);
      const jobs = await Array.fromAsync(scene.worker().jobs.list());
      expect(jobs.map(({ key, state }) => [key, state])).toEqual(KEYS.map((key) => [key, 'done']));
      for (const key of KEYS) expect(rows.filter((count) => count === rowsOf(key))).toHaveLength(1);
    }),
    { numRuns: 100 },
  );
}, 120_000);
