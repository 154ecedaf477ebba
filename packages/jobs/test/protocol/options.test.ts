import { createJobs, type Jobs } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { list, setUpJobs } from '../support/setup-jobs.ts';

const misspelled: any = { maxCredit: 5 };

test.each<[string, (jobs: Jobs) => Promise<unknown>, string]>([
  ['run', (jobs) => jobs.run('crm', list, misspelled), 'onProgress'],
  ['advance', (jobs) => jobs.advance('crm', list, misspelled), 'slice'],
  ['add', (jobs) => jobs.add('crm', list, misspelled), 'maxCredits'],
  ['work', (jobs) => jobs.work(misspelled), 'onError'],
  ['sweep', (jobs) => jobs.sweep(misspelled), 'limit'],
  ['list', (jobs) => Array.fromAsync(jobs.list(misspelled)), 'after'],
])('%s: rejects an option that does not exist, and sends nothing', async (_, call, other) => {
  const { jobs, sandbox } = setUpJobs();
  await expect(call(jobs)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(new RegExp(`\`maxCredit\`.*options are .*\\b${other}\\b`)),
  });
  expect(sandbox.requests()).toHaveLength(0);
});

test('createJobs: rejects an option that does not exist', () => {
  const { client, store } = setUpJobs();
  const options: any = { client, store, leases: 1 };
  expect(() => createJobs(options)).toThrow(expect.objectContaining({ code: 'configuration' }));
});

test.each(['run', 'advance'] as const)(
  '%s: rejects a kind of file that does not exist, and sends nothing',
  async (name) => {
    const { jobs, sandbox } = setUpJobs();
    const save: any = { processed: 'all.csv', processed_filtered: 'likely.csv' };
    await expect(jobs[name]('crm', list, { save })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/`processed_filtered`.*original, processed, processed-filtered/),
    });
    expect(sandbox.requests()).toHaveLength(0);
  },
);

test.each(['client', 'store'] as const)('createJobs: rejects a missing %s', (name) => {
  const { client, store } = setUpJobs();
  const options: any = { client, store, [name]: undefined };
  expect(() => createJobs(options)).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(name) }),
  );
});

test.each(['waiting', ['done', 'waiting'], '', 1])('list: rejects the state %j', async (state) => {
  const { jobs } = setUpJobs();
  const options: any = { state };
  await expect(Array.fromAsync(jobs.list(options))).rejects.toMatchObject({ code: 'invalid_input' });
});
