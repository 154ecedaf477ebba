import { createJobs, facetsOf, type JobStore } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { longList } from '../support/long-list.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';

const slow = { sandbox: { processing: { queued: '1h', takes: '1h' } } } as const;

const eventOf = (upload: string | undefined, id = 'event-1') => ({ id, data: { upload: { id: upload } } });

async function isDue(store: JobStore, key: string): Promise<boolean> {
  const stored = await store.get(key);
  const { dueAt = Infinity } = stored === undefined ? {} : facetsOf(stored.record);
  return dueAt <= (await store.now());
}

test('wake: makes the job of the upload due', async () => {
  const { jobs, store } = setUpJobs(slow);
  const { upload } = await jobs.advance('crm', list, { slice: 0 });
  expect(await isDue(store, 'crm')).toBe(false);
  expect(await jobs.wake(eventOf(upload?.id))).toMatchObject({
    job: { key: 'crm', state: 'submitted' },
    isDuplicate: false,
  });
  expect(await isDue(store, 'crm')).toBe(true);
});

test('wake: the same event changes nothing a second time', async () => {
  const { jobs, store } = setUpJobs(slow);
  const { upload } = await jobs.advance('crm', list, { slice: 0 });
  const results = await Promise.all([1, 2, 3].map(() => jobs.wake(eventOf(upload?.id))));
  expect(results.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
  await jobs.advance('crm', undefined, { slice: 0 });
  const before = await store.get('crm');
  expect(await jobs.wake(eventOf(upload?.id))).toMatchObject({ job: { key: 'crm' }, isDuplicate: true });
  expect(await store.get('crm')).toEqual(before);
});

test('wake: remembers the last 20 events of a job', async () => {
  const { jobs, store } = setUpJobs(slow);
  const { upload } = await jobs.advance('crm', list, { slice: 0 });
  for (let event = 1; event <= 25; event += 1) await jobs.wake(eventOf(upload?.id, `event-${event}`));
  const events = (await store.get('crm'))?.record;
  expect(events).toMatchObject({ events: Array.from({ length: 20 }, (_, index) => `event-${index + 6}`) });
});

test('wake: returns no job for an upload that no job has', async () => {
  const { jobs } = setUpJobs(slow);
  await jobs.advance('crm', list, { slice: 0 });
  const nothing = { job: undefined, isDuplicate: false };
  expect(await jobs.wake(eventOf('00000000-0000-4000-8000-000000000000'))).toEqual(nothing);
  expect(await jobs.wake({ id: 'event-1', data: { message: 'ping' } })).toEqual(nothing);
  expect(await jobs.wake({ id: 'event-1' })).toEqual(nothing);
});

test('wake: refuses what is not an event', async () => {
  const { jobs } = setUpJobs();
  // @ts-expect-error without an ID
  await expect(jobs.wake({ data: {} })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('wake: a job that has ended stays as it is, and knows the event', async () => {
  const { jobs, store } = setUpJobs();
  const { upload } = await jobs.run('crm', list);
  expect(await jobs.wake(eventOf(upload?.id))).toMatchObject({ job: { state: 'done' }, isDuplicate: false });
  expect(await jobs.wake(eventOf(upload?.id))).toMatchObject({ isDuplicate: true });
  expect(await isDue(store, 'crm')).toBe(false);
});

test('wake: an event about a part makes its job due', async () => {
  const { jobs, store } = setUpJobs(slow);
  const { parts } = await jobs.advance('crm', longList, { slice: 0 });
  expect(await isDue(store, 'crm')).toBe(false);
  const woken = await jobs.wake(eventOf(parts[1]?.upload?.id));
  expect(woken).toMatchObject({ job: { key: 'crm', parts: [{}, {}] }, isDuplicate: false });
  expect(await isDue(store, 'crm')).toBe(true);
  await jobs.advance('crm', undefined, { slice: 0 });
  expect(await isDue(store, 'crm')).toBe(false);
  expect(await jobs.wake(eventOf(parts[1]?.upload?.id))).toMatchObject({ isDuplicate: true });
  expect(await isDue(store, 'crm')).toBe(false);
}, 60_000);

test('wake: an event whose process dies before it is stored wakes the job of a part when it is repeated', async () => {
  const { jobs, store, client } = setUpJobs(slow);
  const { parts } = await jobs.advance('crm', longList, { slice: 0 });
  const event = eventOf(parts[0]?.upload?.id);
  const dying: JobStore = {
    ...store,
    put: (record, version) =>
      record.key === 'crm/1' ? Promise.reject(new Error('Killed.')) : store.put(record, version),
  };
  await expect(createJobs({ client, store: dying }).wake(event)).rejects.toThrow('Killed.');
  await jobs.advance('crm', undefined, { slice: 0 });
  expect(await jobs.wake(event)).toMatchObject({ isDuplicate: false });
  expect(await isDue(store, 'crm')).toBe(true);
}, 60_000);
