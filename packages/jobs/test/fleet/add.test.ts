import { phoneNumbers } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { longList } from '../support/long-list.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';

const other = { phone_numbers: phoneNumbers(110), filename: 'other.csv' };

test('add: stores the job and sends nothing', async () => {
  const { jobs, requests } = setUpJobs();
  expect(await jobs.add('crm', list)).toMatchObject({ key: 'crm', state: 'reserved', upload: undefined });
  expect(await jobs.get('crm')).toMatchObject({ state: 'reserved' });
  expect(requests()).toEqual([]);
  expect(await jobs.run('crm', list)).toMatchObject({ state: 'done' });
});

test('add: changes nothing when the job exists', async () => {
  const { jobs, store } = setUpJobs();
  await jobs.add('crm', list);
  const before = await store.get('crm');
  expect(await jobs.add('crm', () => list)).toMatchObject({ state: 'reserved' });
  expect(await store.get('crm')).toEqual(before);
  await jobs.run('crm', list);
  expect(await jobs.add('crm', list)).toMatchObject({ state: 'done' });
});

test('add: refuses another list under the key', async () => {
  const { jobs } = setUpJobs();
  await jobs.add('crm', list);
  await expect(jobs.add('crm', other)).rejects.toMatchObject({ code: 'job_conflict' });
  await jobs.run('crm', list);
  await expect(jobs.add('crm', () => other)).rejects.toMatchObject({ code: 'job_conflict' });
});

test('add: stores nothing when the list can cost more than maxCredits', async () => {
  const { jobs } = setUpJobs();
  await expect(jobs.add('crm', list, { maxCredits: 119 })).rejects.toMatchObject({
    code: 'invalid_input',
    next: 'person',
    message: expect.stringContaining('120 entries'),
  });
  await expect(jobs.add('crm', list, { maxCredits: Number.NaN })).rejects.toThrow('maxCredits');
  expect(await jobs.get('crm')).toBeUndefined();
  await expect(jobs.add('crm', list, { maxCredits: 120 })).resolves.toMatchObject({ state: 'reserved' });
});

test('add: stores a list that needs several uploads', async () => {
  const { jobs, requests } = setUpJobs();
  expect(await jobs.add('crm', longList)).toMatchObject({ state: 'reserved', parts: [] });
  expect(requests()).toEqual([]);
  const { parts } = await jobs.advance('crm', longList);
  expect(parts).toHaveLength(2);
}, 60_000);

test('add: refuses an invalid key', async () => {
  const { jobs } = setUpJobs();
  await expect(jobs.add('', list)).rejects.toMatchObject({ code: 'invalid_input' });
});
