import { createJobs, type Jobs } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { list, setUpJobs } from '../support/setup-jobs.ts';

const misspelled: any = { maxCredit: 5 };

test.each<[string, (jobs: Jobs) => Promise<unknown>]>([
  ['run', (jobs) => jobs.run('crm', list, misspelled)],
  ['advance', (jobs) => jobs.advance('crm', list, misspelled)],
  ['add', (jobs) => jobs.add('crm', list, misspelled)],
  ['work', (jobs) => jobs.work(misspelled)],
  ['sweep', (jobs) => jobs.sweep(misspelled)],
  ['list', (jobs) => Array.fromAsync(jobs.list(misspelled))],
])('%s: rejects an option that does not exist, and sends nothing', async (_, call) => {
  const { jobs, sandbox } = setUpJobs();
  await expect(call(jobs)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('`maxCredit`'),
  });
  expect(sandbox.requests()).toHaveLength(0);
});

test('createJobs: rejects an option that does not exist', () => {
  const { client, store } = setUpJobs();
  const options: any = { client, store, leases: 1 };
  expect(() => createJobs(options)).toThrow(expect.objectContaining({ code: 'configuration' }));
});

test.each(['waiting', ['done', 'waiting'], '', 1])('list: rejects the state %j', async (state) => {
  const { jobs } = setUpJobs();
  const options: any = { state };
  await expect(Array.fromAsync(jobs.list(options))).rejects.toMatchObject({ code: 'invalid_input' });
});
