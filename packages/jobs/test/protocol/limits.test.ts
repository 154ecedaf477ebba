import { createClient } from '@optimaldial/client';
import { createJobs, memoryStore } from '@optimaldial/jobs';
import { createSandbox } from '@optimaldial/testing';
import { expect, onTestFinished, test } from 'vitest';
import { sleep } from '../../src/wait/sleep.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';

test('run: sends the list with a settling time and a lease of months', async () => {
  const ms = 1e10;
  const { jobs } = setUpJobs({ jobs: { settle: ms, lease: ms } });
  expect(await jobs.run('crm', list)).toMatchObject({ state: 'done' });
});

test('advance: ends without sending when the store is too slow for the settling time', async () => {
  const { client, sandbox } = setUpJobs();
  let time = 0;
  const store = memoryStore({ now: () => ++time });
  const jobs = createJobs({ client, store, settle: 9 });
  expect(await jobs.advance('crm', list, { slice: 0 })).toMatchObject({ state: 'reserved', done: false });
  expect(sandbox.requests('createUpload')).toHaveLength(0);
});

test('run: renewals of a lease do not pile up when the store is slower than the lease', async () => {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
  onTestFinished(() => sandbox.close());
  const memory = memoryStore();
  let puts = 0;
  let isSending = false;
  const store = {
    ...memory,
    async put(...args: Parameters<typeof memory.put>) {
      puts += 1;
      if (isSending) await sleep(10);
      return memory.put(...args);
    },
  };
  const client = createClient({
    apiKey: sandbox.apiKey,
    async fetch(input, init) {
      isSending = init?.method === 'POST';
      if (isSending) await sleep(40);
      return sandbox.fetch(input, init);
    },
  });
  await createJobs({ client, store, lease: 3 }).run('crm', list);
  expect(puts).toBeLessThan(20);
});

test('sleep: waits if the delay is longer than a timer can be', async () => {
  await expect(sleep(3e9, AbortSignal.timeout(20))).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('advance: returns to reserved if it is aborted while it waits for the rate limit', async () => {
  const { jobs, sandbox } = setUpJobs();
  // The client holds back other writes for 30 seconds.
  sandbox.on('createUpload').reply(429, { detail: { error: 'rate_limited', retry_after_seconds: 30 } });
  await jobs.advance('other', list, { slice: 0 });
  sandbox.reset();
  const signal = AbortSignal.timeout(30);
  await expect(jobs.advance('crm', list, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await jobs.get('crm')).toMatchObject({ state: 'reserved' });
  expect(sandbox.uploads()).toHaveLength(0);
});

test('advance: reports no earlier refusal while the list is being sent', async () => {
  const { jobs, sandbox, store } = setUpJobs({ sandbox: { credits: 10 } });
  await jobs.advance('crm', list, { slice: 0 });
  sandbox.grant(1000);
  sandbox.on('createUpload').fault('timeout');
  const signal = AbortSignal.timeout(30);
  await expect(jobs.advance('crm', list, { signal })).rejects.toThrow();
  expect((await store.get('crm'))?.record).toMatchObject({ state: 'sending' });
  expect(await jobs.get('crm')).toMatchObject({ state: 'sending', error: undefined });
});
