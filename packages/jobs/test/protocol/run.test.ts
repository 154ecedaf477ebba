import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobError } from '@optimaldial/jobs';
import { phoneNumbers } from '@optimaldial/testing';
import { expect, onTestFinished, test } from 'vitest';
import { list, setUpJobs } from '../support/setup-jobs.ts';

const CREDITS = 10_000;

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-jobs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('run: sends the list once and returns the completed upload', async () => {
  const { jobs, sandbox } = setUpJobs();
  const job = await jobs.run('crm', list);
  expect(job).toMatchObject({
    key: 'crm',
    state: 'done',
    upload: { status: 'completed' },
    saved: {},
    parts: [],
  });
  expect(await jobs.run('crm', list)).toEqual(job);
  expect([sandbox.uploads().length, sandbox.credits()]).toEqual([1, CREDITS - 120]);
});

test('run: makes one request more than create and wait, to list the newest upload', async () => {
  const { jobs, requests } = setUpJobs();
  const { upload } = await jobs.run('crm', list);
  expect(requests()).toEqual([
    'GET /api/v1/uploads',
    'POST /api/v1/uploads',
    `GET /api/v1/uploads/${upload?.id}`,
  ]);
});

test('run: sends the list when two thirds of the settling time are not a whole number of ms', async () => {
  const { jobs } = setUpJobs({ jobs: { settle: 100_000 } });
  expect(await jobs.run('crm', list)).toMatchObject({ state: 'done' });
});

test('run: requests nothing for a job that is done', async () => {
  const { jobs, requests, sandbox } = setUpJobs();
  await jobs.run('crm', list);
  sandbox.reset();
  await jobs.run('crm', list);
  await jobs.run('crm', () => {
    throw new Error('The list is no longer needed.');
  });
  expect(requests()).toEqual([]);
});

test('run: saves files, and downloads again only what is missing', async () => {
  const { jobs, requests, sandbox } = setUpJobs();
  const folder = await temporaryFolder();
  const path = join(folder, 'likely.csv');
  const job = await jobs.run('crm', list, { save: { 'processed-filtered': path } });
  expect(job.saved).toEqual({ 'processed-filtered': path });
  const text = await readFile(path, 'utf8');
  sandbox.reset();
  await jobs.run('crm', list, { save: { 'processed-filtered': path } });
  expect(requests()).toEqual([]);

  await rm(path);
  await jobs.run('crm', list, { save: { 'processed-filtered': path } });
  expect(await readFile(path, 'utf8')).toBe(text);

  const all = join(folder, 'all.csv');
  const { saved } = await jobs.run('crm', list, { save: { processed: all } });
  expect(saved).toEqual({ 'processed-filtered': path, processed: all });
  expect([sandbox.uploads().length, sandbox.credits()]).toEqual([1, CREDITS - 120]);
});

test('run: rejects a folder that does not exist before anything is sent', async () => {
  const { jobs, requests } = setUpJobs();
  const save = { processed: join(await temporaryFolder(), 'missing', 'all.csv') };
  await expect(jobs.run('crm', list, { save })).rejects.toThrow("The folder of `save['processed']`");
  expect(requests()).toEqual([]);
});

test('run: rejects a path that is a folder, or that of two kinds, before anything is sent', async () => {
  const { jobs, requests } = setUpJobs();
  const folder = await temporaryFolder();
  await expect(jobs.run('crm', list, { save: { processed: folder } })).rejects.toThrow('is a folder');
  const path = join(folder, 'all.csv');
  const save = { processed: path, 'processed-filtered': join(folder, 'x', '..', 'all.csv') };
  await expect(jobs.run('crm', list, { save })).rejects.toThrow('the path of another kind');
  expect(requests()).toEqual([]);
});

test('run: throws a job error that carries the job if the upload failed', async () => {
  const { jobs, sandbox } = setUpJobs({ sandbox: { processing: { queued: '1h' } } });
  const { upload } = await jobs.advance('crm', list, { slice: 0 });
  sandbox.fail(upload?.id ?? '');
  const error: unknown = await jobs.run('crm', list).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobError);
  expect(error).toMatchObject({ code: 'job_failed', next: 'give_up', job: { key: 'crm', state: 'failed' } });
  expect(JSON.stringify(error)).not.toContain('crm.csv');
});

test('run: throws what only a person can resolve, and continues when it is resolved', async () => {
  const { jobs, sandbox } = setUpJobs({ sandbox: { credits: 100 } });
  await expect(jobs.run('crm', list)).rejects.toMatchObject({ code: 'insufficient_credits' });
  expect(await jobs.get('crm')).toMatchObject({ state: 'reserved', error: { next: 'person' } });
  sandbox.grant(100);
  expect(await jobs.run('crm', list)).toMatchObject({ state: 'done', error: undefined });
  expect([sandbox.uploads().length, sandbox.credits()]).toEqual([1, 80]);
});

test('run: refuses another list for a key, unless the API refused the first one', async () => {
  const { jobs, sandbox } = setUpJobs();
  const other = { ...list, phone_numbers: phoneNumbers(130) };
  sandbox.on('createUpload').reply(400);
  await expect(jobs.run('crm', list)).rejects.toMatchObject({ code: 'invalid_request' });
  sandbox.reset();
  await jobs.run('crm', other);
  await expect(jobs.run('crm', list)).rejects.toMatchObject({
    code: 'job_conflict',
    message: 'Job "crm" was started with another list. Use another key for a new list.',
  });
  expect(sandbox.uploads()).toHaveLength(1);
});

test('run: refuses a list with more entries than maxCredits before it is sent', async () => {
  const { jobs, sandbox } = setUpJobs();
  await expect(jobs.run('crm', list, { maxCredits: 119 })).rejects.toMatchObject({ code: 'invalid_input' });
  expect(sandbox.requests('createUpload')).toHaveLength(0);
  expect(await jobs.run('crm', list, { maxCredits: 120 })).toMatchObject({ state: 'done' });
});

test.each(['', ' ', 'a\n', 'a'.repeat(501)])('run: rejects the key %j', async (key) => {
  const { jobs, requests } = setUpJobs();
  await expect(jobs.run(key, list)).rejects.toMatchObject({ code: 'invalid_input' });
  expect(requests()).toEqual([]);
});

test('list: returns every job once', async () => {
  const { jobs } = setUpJobs();
  await jobs.run('a', list);
  await jobs.run('b', list);
  const keys = (await Array.fromAsync(jobs.list())).map(({ key }) => key);
  expect(keys.toSorted()).toEqual(['a', 'b']);
});
