import { createJobs, facetsOf, type JobStore } from '@optimaldial/jobs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { longList } from '../support/long-list.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** When the job `crm` is due, in ms from now. */
async function dueIn(store: JobStore): Promise<number | undefined> {
  const stored = await store.get('crm');
  const dueAt = stored && facetsOf(stored.record).dueAt;
  return dueAt && dueAt - (await store.now());
}

async function keysDue(store: JobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list({ dueBy: await store.now(), withoutParts: true })) keys.push(key);
  return keys;
}

test('advance: stores when the job is due when its slice ends', async () => {
  const { jobs, store, elapse } = setUpJobs({ sandbox: { processing: { queued: '1h', takes: '1h' } } });
  const { state, again } = await jobs.advance('crm', list, { slice: 0 });
  expect(state).toBe('submitted');
  expect(await dueIn(store)).toBe(again);
  expect(await keysDue(store)).toEqual([]);
  elapse(again);
  expect(await keysDue(store)).toEqual(['crm']);
});

test('advance: a job that has ended is never due', async () => {
  const { jobs, store, elapse } = setUpJobs();
  await jobs.run('crm', list);
  elapse(86_400_000);
  expect(await keysDue(store)).toEqual([]);
});

test('advance: a job that was refused is due in 15 minutes, and due immediately once it was sent', async () => {
  const { jobs, store, sandbox } = setUpJobs({
    sandbox: { credits: 0, processing: { queued: '1h', takes: '1h' } },
  });
  await jobs.advance('crm', list, { slice: 0 });
  expect(await dueIn(store)).toBe(900_000);
  sandbox.grant(1000);
  await jobs.advance('crm', list, { slice: 0 });
  expect(await dueIn(store)).toBeLessThan(60_000);
});

test('advance: a job whose step throws is due later, without a lease', async () => {
  const { client, store, jobs } = setUpJobs();
  const broken = { ...client, uploads: { ...client.uploads, check: () => Promise.reject(new TypeError()) } };
  const failing = createJobs({ client: broken, store });
  await expect(failing.advance('crm', list)).rejects.toThrow(TypeError);
  expect((await store.get('crm'))?.record).not.toHaveProperty('lease');
  expect(await dueIn(store)).toBeGreaterThan(500);
  expect(await jobs.advance('crm')).toMatchObject({ state: 'done' });
});

test('advance: a job is due immediately when its signal has aborted the slice', async () => {
  const { jobs, store } = setUpJobs({ sandbox: { processing: { queued: '1h', takes: '1h' } } });
  await jobs.advance('crm', list, { slice: 0 });
  const stopped = new AbortController();
  const slice = jobs.advance('crm', list, { slice: 60_000, signal: stopped.signal });
  stopped.abort();
  await expect(slice).rejects.toThrow();
  expect(await dueIn(store)).toBeLessThanOrEqual(0);
  expect((await store.get('crm'))?.record).not.toHaveProperty('lease');
});

test('parts: their job is due when the first of them is', async () => {
  const { jobs, store } = setUpJobs({ sandbox: { processing: { queued: '1h', takes: '1h' } } });
  const { again } = await jobs.advance('crm', longList, { slice: 0 });
  expect(await dueIn(store)).toBe(again);
  expect(await keysDue(store)).toEqual([]);
}, 60_000);
