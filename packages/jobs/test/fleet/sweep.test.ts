import { createJobs } from '@optimaldial/jobs';
import { phoneNumbers } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { list, setUpJobs } from '../support/setup-jobs.ts';

const NOTHING = { advanced: 0, done: 0, failed: 0, needsReview: 0, waiting: 0, errors: 0, skipped: 0 };
const lists = { list: () => list };

test('sweep: sends the jobs that were added, and continues the others when they are due', async () => {
  const { jobs, sandbox, elapse } = setUpJobs({
    sandbox: { clock: 'manual', processing: { queued: '1m', takes: '1m' } },
  });
  await jobs.add('a', list);
  await jobs.add('b', list);
  expect(await jobs.sweep(lists)).toEqual({ ...NOTHING, advanced: 2, waiting: 2 });
  expect(await jobs.sweep(lists)).toEqual(NOTHING);
  await sandbox.advance('1h');
  elapse(3_600_000);
  expect(await jobs.sweep(lists)).toEqual({ ...NOTHING, advanced: 2, done: 2 });
  expect(await jobs.sweep(lists)).toEqual(NOTHING);
  expect(sandbox.uploads()).toHaveLength(2);
});

test('sweep: counts jobs that failed or need review', async () => {
  const { jobs, sandbox, elapse } = setUpJobs({ sandbox: { filenames: 'renamed' } });
  sandbox.on('createUpload').fault('reset-after-commit');
  await jobs.advance('lost', list, { slice: 0 });
  await jobs.add('cancelled', list);
  await jobs.resolve('cancelled', 'abandon');
  elapse(900_000);
  expect(await jobs.sweep(lists)).toEqual({ ...NOTHING, advanced: 1, needsReview: 1 });
});

test('sweep: leaves a job alone that another worker has continued since it was found', async () => {
  const { client, jobs, sandbox, store } = setUpJobs({ sandbox: { processing: { queued: '1h', takes: 0 } } });
  await jobs.add('a', list);
  const found = await Array.fromAsync(store.list());
  await jobs.sweep(lists);
  const requests = sandbox.requests().length;
  const late = createJobs({
    client,
    store: {
      ...store,
      async *list() {
        yield* found;
      },
    },
  });
  expect(await late.sweep(lists)).toEqual({ ...NOTHING, skipped: 1 });
  expect(sandbox.requests()).toHaveLength(requests);
});

test('sweep: continues at most as many jobs as its limit, the longest due first', async () => {
  const { jobs, elapse } = setUpJobs();
  for (const key of ['a', 'b', 'c']) {
    await jobs.add(key, list);
    elapse(10);
  }
  expect(await jobs.sweep({ ...lists, limit: 2 })).toMatchObject({ advanced: 2, done: 2 });
  expect(await jobs.get('c')).toMatchObject({ state: 'reserved' });
});

test('sweep: a job with an error or another list is put off, and does not hinder others', async () => {
  const { jobs, sandbox, store } = setUpJobs();
  for (const key of ['a', 'b', 'c', 'd']) await jobs.add(key, list);
  const reported: unknown[] = [];
  const options = {
    concurrency: 1,
    list(key: string) {
      if (key === 'a') throw new TypeError('No database.');
      if (key === 'b') return undefined;
      return key === 'c' ? { phone_numbers: phoneNumbers(110), filename: 'c.csv' } : list;
    },
    onError: (error: unknown, key: string | undefined) => reported.push([key, error]),
  };
  expect(await jobs.sweep(options)).toEqual({ ...NOTHING, advanced: 1, done: 1, errors: 2, skipped: 1 });
  expect(reported).toHaveLength(2);
  expect(reported).toContainEqual(['a', new TypeError('No database.')]);
  expect(reported).toContainEqual(['c', expect.objectContaining({ code: 'job_conflict' })]);
  expect(await jobs.sweep(options)).toEqual(NOTHING);
  expect(sandbox.uploads()).toHaveLength(1);
  // The list of a job that was put off can't be replaced.
  expect((await store.get('c'))?.record).not.toHaveProperty('error');
});

test('sweep: an upload is made once when several sweeps run at the same time', async () => {
  const { jobs, client, store, sandbox } = setUpJobs();
  const keys = Array.from({ length: 20 }, (_, index) => `job-${index}`);
  for (const key of keys) await jobs.add(key, list);
  const sweeps = await Promise.all(
    Array.from({ length: 5 }, () => createJobs({ client, store }).sweep(lists)),
  );
  expect(sandbox.uploads()).toHaveLength(20);
  expect(sweeps.reduce((sum, { done }) => sum + done, 0)).toBeGreaterThanOrEqual(20);
});

test('sweep: leaves the other jobs when its signal aborts', async () => {
  const { jobs, sandbox } = setUpJobs();
  for (const key of ['a', 'b', 'c']) await jobs.add(key, list);
  const stopped = new AbortController();
  const result = await jobs.sweep({
    ...lists,
    concurrency: 1,
    signal: stopped.signal,
    onProgress: () => stopped.abort(),
  });
  expect(result).toEqual({ ...NOTHING, advanced: 1, done: 1, skipped: 2 });
  expect(sandbox.uploads()).toHaveLength(1);
});

test('sweep: saves files and refuses lists above maxCredits', async () => {
  const { jobs } = setUpJobs();
  await jobs.add('a', list);
  const errors: unknown[] = [];
  await jobs.sweep({
    ...lists,
    save: () => ({ processed: '/missing/folder/a.csv' }),
    onError: (error) => errors.push(error),
  });
  expect(errors).toMatchObject([{ code: 'invalid_input' }]);
  expect(await jobs.sweep({ ...lists, maxCredits: 10 })).toEqual(NOTHING);
});

test('sweep: refuses invalid options', async () => {
  const { jobs } = setUpJobs();
  await expect(jobs.sweep({ concurrency: 0 })).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(jobs.sweep({ grace: -1 })).rejects.toMatchObject({ code: 'invalid_input' });
});
