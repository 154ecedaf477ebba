import { buildUpload } from '@optimaldial/testing';
import { expect, it } from 'vitest';
import { type JobRecord, memoryStore } from '../../src/index.ts';
import { summarizeDays, summarizeStates } from '../../src/store/summarize.ts';
import { record } from '../support/record.ts';

const charged = (day: string, fields: Parameters<typeof buildUpload>[0]): Partial<JobRecord> => ({
  sentAt: Date.parse(`${day}T23:59:59.999Z`),
  upload: buildUpload(fields),
});

it('summarizeStates: counts jobs without their parts when the store does not', async () => {
  const store = memoryStore();
  await store.put(record('a', { state: 'failed', createdAt: 3 }), 0);
  await store.put(record('b', { state: 'done', createdAt: 2 }), 0);
  await store.put(record('c', { state: 'failed', createdAt: 1 }), 0);
  await store.put(record('c/1', { state: 'failed', createdAt: 0, partOf: 'c' }), 0);
  expect(await summarizeStates(store)).toEqual([
    { state: 'failed', count: 2, oldest: 1 },
    { state: 'done', count: 1, oldest: 2 },
  ]);
  expect(await summarizeStates({ ...store, summarize: () => Promise.resolve([]) })).toEqual([]);
});

it('summarizeDays: adds up credits by day, and counts those of parts once', async () => {
  const store = memoryStore();
  await store.put(record('before', charged('2026-11-24', { credits_charged: 1 })), 0);
  await store.put(record('later', charged('2026-11-26', { credits_charged: 10 })), 0);
  await store.put(record('refunded', charged('2026-11-25', { credits_charged: 5, credits_refunded: 2 })), 0);
  await store.put(record('long', { ...charged('2026-11-25', { credits_charged: 99 }), parts: 1 }), 0);
  await store.put(record('long/1', { ...charged('2026-11-25', { credits_charged: 4 }), partOf: 'long' }), 0);
  await store.put(record('free', charged('2026-11-27', { credits_charged: 0 })), 0);
  expect(await summarizeDays(store, '2026-11-25')).toEqual([
    { day: '2026-11-25', credits: 7 },
    { day: '2026-11-26', credits: 10 },
  ]);
  expect(await summarizeDays({ ...store, summarizeDays: () => Promise.resolve([]) }, '')).toEqual([]);
});
