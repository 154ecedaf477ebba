import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { fakeTime } from '../support/fake-time.ts';
import { longList } from '../support/long-list.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const eventOf = (upload: string | undefined, id = 'event-1') => ({ id, data: { upload: { id: upload } } });

/** Jobs whose worker calls a function before each download. */
function setUpDownloads(onDownload: (jobs: ReturnType<typeof setUpJobs>['jobs']) => Promise<unknown>) {
  const setup = setUpJobs();
  let downloads = 0;
  const client = createClient({
    apiKey: setup.sandbox.apiKey,
    async fetch(input, init) {
      if (!new Request(input).url.includes('/api/')) {
        downloads += 1;
        await onDownload(setup.jobs);
      }
      return setup.sandbox.fetch(input, init);
    },
  });
  const worker = createJobs({ client, store: setup.store });
  return { ...setup, worker, downloads: () => downloads };
}

test('wake: a worker that saves files continues, and downloads them once', async () => {
  const path = join(await temporaryFolder(), 'all.csv');
  const { worker, jobs, downloads } = setUpDownloads(async (others) => {
    const uploadId = (await others.get('crm'))?.upload?.id;
    expect(await others.wake(eventOf(uploadId))).toMatchObject({ isDuplicate: false });
  });
  const job = await worker.run('crm', list, { save: { processed: path } });
  expect(job).toMatchObject({ state: 'done', saved: { processed: path } });
  expect(downloads()).toBe(1);
  expect(await jobs.wake(eventOf(job.upload?.id))).toMatchObject({ isDuplicate: true });
});

test('wake: a worker that merges the files of parts continues, and downloads them once', async () => {
  const path = join(await temporaryFolder(), 'all.csv');
  let events = 0;
  const { worker, downloads } = setUpDownloads(async (others) => {
    const parts = (await others.get('crm'))?.parts ?? [];
    await others.wake(eventOf(parts[0]?.upload?.id, `event-${++events}`));
  });
  await worker.run('crm', longList, { save: { processed: path } });
  expect(await readFile(path, 'utf8')).toContain('optimaldial_status');
  expect([events, downloads()]).toEqual([2, 2]);
}, 60_000);

test('wake: an event during a poll that still saw the old status makes the job due immediately', async () => {
  const { jobs, store, sandbox } = setUpJobs({ sandbox: { processing: { queued: '1h', takes: '1h' } } });
  const { upload } = await jobs.advance('crm', list, { slice: 0 });
  const client = createClient({
    apiKey: sandbox.apiKey,
    async fetch(input, init) {
      const response = await sandbox.fetch(input, init);
      await jobs.wake(eventOf(upload?.id));
      return response;
    },
  });
  const { again } = await createJobs({ client, store }).advance('crm', undefined, { slice: 0 });
  expect(again).toBe(0);
  expect((await jobs.advance('crm', undefined, { slice: 0 })).again).toBeGreaterThan(0);
});

test('run: continues within seconds when its job is woken while it sleeps', async () => {
  const time = await fakeTime();
  const { jobs, sandbox, requests } = setUpJobs({
    sandbox: { clock: 'manual', processing: { queued: '1h', takes: '1h' } },
  });
  const running = jobs.run('crm', list);
  // By now, it sleeps for almost a minute between two polls.
  await time.pass(300_000);
  await sandbox.advance('3h');
  const polls = requests().length;
  await jobs.wake(eventOf((await jobs.get('crm'))?.upload?.id));
  await time.pass(5000);
  expect(requests().length).toBe(polls + 1);
  expect(await running).toMatchObject({ state: 'done' });
});
