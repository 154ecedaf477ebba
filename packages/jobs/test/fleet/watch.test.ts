import { createJobs, type JobRecord, type JobStore, type Jobs, type ListOptions } from '@optimaldial/jobs';
import { buildUpload } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { record } from '../support/record.ts';
import { setUpJobs } from '../support/setup-jobs.ts';

const DAY_MS = 86_400_000;

async function setUp(records: readonly JobRecord[]): Promise<{ jobs: Jobs; store: JobStore }> {
  const { jobs, store } = setUpJobs();
  for (const stored of records) await store.put(stored, 0);
  return { jobs, store };
}

async function keysOf(jobs: Jobs, options?: ListOptions): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of jobs.list(options)) keys.push(key);
  return keys;
}

test('list: returns jobs in the given states, without parts', async () => {
  const { jobs } = await setUp([
    record('a'),
    record('b', { state: 'done' }),
    record('b/1', { state: 'done', partOf: 'b' }),
    record('c', { state: 'failed' }),
  ]);
  expect(await keysOf(jobs)).toEqual(['a', 'b', 'c']);
  expect(await keysOf(jobs, { state: 'done' })).toEqual(['b']);
  expect(await keysOf(jobs, { state: ['done', 'failed'] })).toEqual(['b', 'c']);
});

test('list: pages cover every job once when another one changes its state between them', async () => {
  const { jobs, store } = await setUp(['a', 'b', 'c', 'd', 'e'].map((key) => record(key)));
  const first = await keysOf(jobs, { limit: 2, state: 'reserved' });
  await store.put(record('b', { state: 'done' }), 1);
  const second = await keysOf(jobs, { limit: 2, state: 'reserved', after: first.at(-1) });
  const third = await keysOf(jobs, { limit: 2, state: 'reserved', after: second.at(-1) });
  expect([first, second, third]).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

const uploadOf = (credits_charged: number, credits_refunded = 0) =>
  buildUpload({ credits_charged, credits_refunded });

const now = Date.now();
const records = [
  record('a', { createdAt: 5 }),
  record('b', { createdAt: 3 }),
  record('c', { state: 'done', createdAt: 7, sentAt: now, upload: uploadOf(120, 20) }),
  record('d', { state: 'submitted', createdAt: 8, sentAt: now - DAY_MS, parts: 2 }),
  record('d/1', { state: 'done', createdAt: 2, sentAt: now - DAY_MS, partOf: 'd', upload: uploadOf(300) }),
  record('d/2', { state: 'submitted', createdAt: 2, sentAt: now, partOf: 'd', upload: uploadOf(50) }),
  record('e', { state: 'done', createdAt: 9, sentAt: now - 40 * DAY_MS, upload: uploadOf(1000) }),
];
const SUMMARY = {
  states: {
    reserved: { count: 2, oldest: 3 },
    sending: { count: 0, oldest: undefined },
    submitted: { count: 1, oldest: 8 },
    needs_review: { count: 0, oldest: undefined },
    done: { count: 2, oldest: 7 },
    failed: { count: 0, oldest: undefined },
  },
  days: [
    { day: new Date(now - DAY_MS).toISOString().slice(0, 10), credits: 300 },
    { day: new Date(now).toISOString().slice(0, 10), credits: 150 },
  ],
};

test('summary: counts jobs by state, and adds up the credits of the last days', async () => {
  const { jobs } = await setUp(records);
  expect(await jobs.summary()).toEqual(SUMMARY);
});

test('summary: uses what the store counts itself', async () => {
  const { client, store } = setUpJobs();
  const asked: string[] = [];
  const counting: JobStore = {
    ...store,
    list: () => {
      throw new Error('Listed.');
    },
    summarize: async () => [
      { state: 'done', count: 2, oldest: 7 },
      { state: 'reserved', count: 2, oldest: 3 },
      { state: 'submitted', count: 1, oldest: 8 },
    ],
    async summarizeDays(since) {
      asked.push(since);
      return SUMMARY.days.toReversed();
    },
  };
  expect(await createJobs({ client, store: counting }).summary()).toEqual(SUMMARY);
  expect(asked).toEqual([new Date(now - 30 * DAY_MS).toISOString().slice(0, 10)]);
});
