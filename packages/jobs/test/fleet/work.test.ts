import type { JobStore, Progress } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { expectGrowing } from './support/expect-growing.ts';
import { fixJitter } from './support/fix-jitter.ts';
import { fakeTime } from '../support/fake-time.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';
import { startWorker } from './support/start-worker.ts';

/** A store that counts its calls. */
function counting(store: JobStore): { store: JobStore; calls: string[] } {
  const calls: string[] = [];
  const counted: JobStore = {
    now: () => (calls.push('now'), store.now()),
    get: (key) => (calls.push('get'), store.get(key)),
    put: (record, version) => (calls.push('put'), store.put(record, version)),
    list: (query) => (calls.push('list'), store.list(query)),
  };
  return { store: counted, calls };
}

test('work: runs the jobs that are added until its signal aborts', async () => {
  const time = await fakeTime();
  const setup = setUpJobs({ sandbox: { processing: { queued: '1s', takes: '5s' } } });
  const { jobs, store, sandbox } = setup;
  await jobs.add('a', list);
  const worker = startWorker(setup, store);
  await time.pass(2000);
  await jobs.add('b', list);
  await time.pass(30_000);
  expect(await jobs.summary()).toMatchObject({ states: { done: { count: 2 } } });
  worker.stop();
  await worker.ended;
  expect(sandbox.uploads()).toHaveLength(2);
});

test('work: an idle worker reads the store with one query every one or two seconds', async () => {
  const time = await fakeTime();
  const setup = setUpJobs();
  const { store, calls } = counting(setup.store);
  const worker = startWorker(setup, store);
  await time.pass(100);
  calls.length = 0;
  await time.pass(20_000);
  expect(new Set(calls)).toEqual(new Set(['list']));
  expect(calls.length).toBeGreaterThanOrEqual(9);
  expect(calls.length).toBeLessThanOrEqual(20);
  worker.stop();
  await worker.ended;
});

test('work: continues a job that is woken within two seconds', async () => {
  const time = await fakeTime();
  const setup = setUpJobs({ sandbox: { clock: 'manual', processing: { queued: '1h', takes: '1h' } } });
  const { jobs, store, sandbox } = setup;
  await jobs.add('a', list);
  const worker = startWorker(setup, store);
  await time.pass(90_000);
  await sandbox.advance('3h');
  await jobs.wake({ id: 'event-1', data: { upload: { id: (await jobs.get('a'))?.upload?.id } } });
  await time.pass(2500);
  expect(await jobs.get('a')).toMatchObject({ state: 'done' });
  worker.stop();
  await worker.ended;
});

test('work: continues at most as many jobs at a time as its concurrency', async () => {
  const time = await fakeTime();
  const setup = setUpJobs();
  for (let job = 0; job < 10; job += 1) await setup.jobs.add(`job-${job}`, list);
  let running = 0;
  let most = 0;
  const worker = startWorker(setup, setup.store, {
    concurrency: 3,
    async list() {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 500));
      running -= 1;
      return list;
    },
  });
  await time.pass(10_000);
  expect(most).toBe(3);
  expect(await setup.jobs.summary()).toMatchObject({ states: { done: { count: 10 } } });
  worker.stop();
  await worker.ended;
});

test.each([0, 0.5, 0.999])(
  'work: a job that always fails is tried at growing intervals, and others are done, with jitter %d',
  async (jitter) => {
    fixJitter(jitter);
    const time = await fakeTime();
    const setup = setUpJobs();
    const { jobs, store } = setup;
    await jobs.add('bad', list);
    await jobs.add('good', list);
    const tries: number[] = [];
    const worker = startWorker(setup, store, {
      concurrency: 1,
      list(key) {
        if (key === 'bad') throw new Error('No database.');
        return list;
      },
      onError: () => tries.push(performance.now()),
    });
    await time.pass(5000);
    expect(await jobs.get('good')).toMatchObject({ state: 'done' });
    await time.pass(115_000);
    expectGrowing(tries);
    worker.stop();
    await worker.ended;
  },
);

test('work: reports progress, and ignores the errors of observers', async () => {
  const time = await fakeTime();
  const setup = setUpJobs();
  await setup.jobs.add('a', list);
  const states: Progress['state'][] = [];
  const worker = startWorker(setup, setup.store, {
    onProgress({ state }) {
      states.push(state);
      throw new Error('Ignored.');
    },
  });
  await time.pass(1000);
  expect(states).toEqual(['done']);
  worker.stop();
  await worker.ended;
});

test('work: resolves immediately when its signal was aborted before', async () => {
  const { jobs, requests } = setUpJobs();
  await jobs.add('a', list);
  await jobs.work({ list: () => list, signal: AbortSignal.abort() });
  expect(requests()).toEqual([]);
});
