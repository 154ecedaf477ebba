import { type JobStore, StoreError } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { expectGrowing } from './support/expect-growing.ts';
import { fixJitter } from './support/fix-jitter.ts';
import { fakeTime } from '../support/fake-time.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';
import { startWorker } from './support/start-worker.ts';

test('work: reports a store that is unreachable for a while, and continues', async () => {
  const time = await fakeTime();
  const setup = setUpJobs();
  let isDown = true;
  const down: JobStore = {
    ...setup.store,
    list(query) {
      if (isDown) throw new StoreError('Unreachable.', { next: 'retry' });
      return setup.store.list(query);
    },
  };
  const errors: unknown[] = [];
  await setup.jobs.add('a', list);
  const worker = startWorker(setup, down, { onError: (...args) => errors.push(args) });
  await time.pass(60_000);
  expect(errors).toContainEqual([expect.objectContaining({ code: 'job_store' }), undefined]);
  expect(errors.length).toBeLessThan(20);
  isDown = false;
  await time.pass(60_000);
  expect(await setup.jobs.get('a')).toMatchObject({ state: 'done' });
  worker.stop();
  await worker.ended;
});

test.each([0, 0.5, 0.999])(
  'work: a store that takes no writes is called at growing intervals, with jitter %d',
  async (jitter) => {
    fixJitter(jitter);
    const time = await fakeTime();
    const setup = setUpJobs();
    await setup.jobs.add('a', list);
    const tries = new Set<number>();
    const full: JobStore = {
      ...setup.store,
      put() {
        tries.add(performance.now());
        return Promise.reject(new StoreError('Full.', { next: 'person' }));
      },
    };
    const worker = startWorker(setup, full);
    await time.pass(120_000);
    expect(tries.size).toBeGreaterThan(3);
    expectGrowing([...tries]);
    worker.stop();
    await worker.ended;
  },
);

test('work: rejects when only a person can repair the store', async () => {
  const setup = setUpJobs();
  const store: JobStore = {
    ...setup.store,
    list() {
      throw new StoreError('No table.', { next: 'person' });
    },
  };
  await expect(setup.jobs.work({ concurrency: 0 })).rejects.toThrow('concurrency');
  await expect(startWorker(setup, store).ended).rejects.toThrow('No table.');
});
