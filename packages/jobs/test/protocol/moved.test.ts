import { createClient } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { list, setUpJobs } from '../support/setup-jobs.ts';

const elsewhere = 'http://127.0.0.1:9';

const unreachable = (): Promise<Response> => Promise.reject(new TypeError('fetch failed'));

/** Jobs whose client calls a host that never responds, and jobs on the same store that call the sandbox. */
function setUp() {
  const { sandbox, store, jobs } = setUpJobs();
  const client = createClient({
    apiKey: sandbox.apiKey,
    baseUrl: elsewhere,
    fetch: unreachable,
    maxRetries: 0,
  });
  return { sandbox, store, jobs, wrong: createJobs({ client, store }) };
}

test.each(['run', 'add', 'advance'] as const)(
  '%s: moves a job that was never sent to the base URL of the client',
  async (call) => {
    const { sandbox, wrong, jobs } = setUp();
    expect(await wrong.advance('crm', list, { slice: 0 })).toMatchObject({ state: 'reserved' });
    expect(await jobs[call]('crm', list)).toMatchObject({ key: 'crm' });
    expect(await jobs.run('crm', list)).toMatchObject({ state: 'done' });
    expect(sandbox.uploads()).toHaveLength(1);
  },
);

test('advance: refuses to move a job without its list, or with another one', async () => {
  const { wrong, jobs } = setUp();
  await wrong.add('crm', list);
  await expect(jobs.advance('crm')).rejects.toMatchObject({ code: 'job_conflict' });
  const other = { ...list, phone_numbers: list.phone_numbers.slice(1) };
  await expect(jobs.advance('crm', other)).rejects.toMatchObject({ code: 'job_conflict' });
});

test('run: refuses to move a job that was sent, or was about to be sent', async () => {
  const { sandbox, wrong, jobs } = setUp();
  await jobs.run('done', list);
  sandbox.on('createUpload').reply(402);
  await jobs.advance('refused', list, { slice: 0 });
  for (const key of ['refused', 'done']) {
    await expect(wrong.run(key, list)).rejects.toMatchObject({ code: 'job_conflict' });
  }
});

test('work: leaves jobs of another base URL alone', async () => {
  const { sandbox, wrong, jobs } = setUp();
  await wrong.add('crm', list);
  expect(await jobs.sweep({ list: () => list })).toMatchObject({ advanced: 0, errors: 1 });
  expect(sandbox.requests()).toHaveLength(0);
});

test('advance: a worker stops when its job is moved while it works', async () => {
  const { sandbox, store, jobs, wrong } = setUp();
  const moving = createJobs({
    client: createClient({
      apiKey: sandbox.apiKey,
      baseUrl: 'http://127.0.0.1:8',
      async fetch(input, init) {
        // The first request, before the job is about to be sent.
        await wrong.add('crm', list);
        return sandbox.fetch(input, init);
      },
    }),
    store,
  });
  await expect(moving.advance('crm', list)).rejects.toMatchObject({ code: 'job_conflict' });
  expect(sandbox.requests('createUpload')).toHaveLength(0);
  expect(await jobs.run('crm', list)).toMatchObject({ state: 'done' });
});
