import { createClient } from '@optimaldial/client';
import { createJobs, facetsOf, type JobStore } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { longList } from '../support/long-list.ts';
import { setUpJobs } from '../support/setup-jobs.ts';

const options = { list: () => longList };

async function isDue(store: JobStore): Promise<boolean> {
  const stored = await store.get('crm');
  const { dueAt = Infinity } = stored === undefined ? {} : facetsOf(stored.record);
  return dueAt <= (await store.now());
}

test('sweep: only one of several workers polls the parts of a long list', async () => {
  const { jobs, client, store, elapse, requests } = setUpJobs({
    sandbox: { processing: { queued: '1h', takes: '1h' } },
  });
  await jobs.add('crm', longList);
  await jobs.sweep(options);
  elapse(60_000);
  const before = requests().length;
  const sweeps = await Promise.all(
    [1, 2, 3, 4].map(() => createJobs({ client, store }).sweep({ ...options, concurrency: 1 })),
  );
  expect(requests().length - before).toBe(2);
  expect(sweeps.filter(({ advanced }) => advanced > 0)).toHaveLength(1);
}, 60_000);

test('sweep: another worker continues a long list when the first one dies between two parts', async () => {
  const { jobs, sandbox, store, elapse } = setUpJobs();
  await jobs.add('crm', longList);
  let posts = 0;
  const client = createClient({
    apiKey: sandbox.apiKey,
    fetch(input, init) {
      if (new Request(input, init).method === 'POST') posts += 1;
      return posts > 1 ? new Promise(() => undefined) : sandbox.fetch(input, init);
    },
  });
  void createJobs({ client, store }).sweep(options);
  await expect.poll(() => posts, { interval: 5, timeout: 20_000 }).toBe(2);
  expect(await isDue(store)).toBe(false);
  elapse(30_001);
  expect(await isDue(store)).toBe(true);
  // The second part was never received, so it's searched for until the settling time has passed.
  expect(await jobs.sweep(options)).toMatchObject({ advanced: 1, waiting: 1 });
  elapse(900_000);
  await jobs.sweep(options);
  expect(await jobs.get('crm')).toMatchObject({ state: 'done' });
  expect(sandbox.uploads()).toHaveLength(2);
}, 60_000);

test('work: gives a long list back between two parts when its signal aborts', async () => {
  const { jobs, sandbox, store } = setUpJobs();
  await jobs.add('crm', longList);
  const stopped = new AbortController();
  const client = createClient({
    apiKey: sandbox.apiKey,
    async fetch(input, init) {
      const isPost = new Request(input, init).method === 'POST';
      const response = await sandbox.fetch(input, init);
      if (isPost) stopped.abort();
      return response;
    },
  });
  await createJobs({ client, store }).work({ ...options, signal: stopped.signal });
  const { parts } = (await jobs.get('crm')) ?? {};
  expect(parts?.map(({ state }) => state)).toEqual(['submitted', 'reserved']);
  for (const key of ['crm', 'crm/1', 'crm/2']) {
    expect((await store.get(key))?.record).not.toHaveProperty('lease');
  }
  expect(await isDue(store)).toBe(true);
  expect(await jobs.run('crm', longList)).toMatchObject({ state: 'done' });
  expect(sandbox.uploads()).toHaveLength(2);
}, 60_000);

test('work: a long list that was sent needs no list after a stop between two polls', async () => {
  const { jobs, sandbox, store, elapse } = setUpJobs({
    sandbox: { clock: 'manual', processing: { queued: '1h', takes: '1h' } },
  });
  await jobs.advance('crm', longList, { slice: 0 });
  elapse(60_000);
  const stopped = new AbortController();
  const client = createClient({
    apiKey: sandbox.apiKey,
    fetch(input, init) {
      stopped.abort();
      return sandbox.fetch(input, init);
    },
  });
  await createJobs({ client, store }).work({ signal: stopped.signal });
  expect(await jobs.get('crm')).toMatchObject({ state: 'submitted' });
  await sandbox.advance('3h');
  elapse(60_000);
  expect(await jobs.sweep()).toMatchObject({ done: 1 });
}, 60_000);
