import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { longList } from '../support/long-list.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SETTLE_MS = 900_000;

test('parts: sends nothing when the key of a part belongs to another job', async () => {
  const { jobs, sandbox } = setUpJobs();
  await jobs.run('crm/2', list);
  await expect(jobs.run('crm', longList)).rejects.toMatchObject({ code: 'job_conflict' });
  expect(sandbox.uploads()).toHaveLength(1);
}, 60_000);

test('run: refuses the key of a part, whatever its list is', async () => {
  const { jobs, sandbox } = setUpJobs();
  await jobs.run('crm', longList);
  await expect(jobs.run('crm/1', () => list)).rejects.toMatchObject({
    code: 'job_conflict',
    message: 'Job "crm/1" is a part of job "crm". Use another key for a new list.',
  });
  expect(sandbox.uploads()).toHaveLength(2);
}, 60_000);

test('parts: maxCredits refuses what was not sent when a sent part needs review', async () => {
  const { jobs, sandbox, elapse } = setUpJobs({ sandbox: { credits: 120, filenames: 'renamed' } });
  sandbox.on('createUpload').fault('reset-after-commit');
  const slice = { slice: 0 };
  await jobs.advance('crm', longList, slice);
  elapse(SETTLE_MS);
  const { state, parts } = await jobs.advance('crm', longList, slice);
  expect([state, ...parts.map((part) => part.state)]).toEqual(['needs_review', 'needs_review', 'reserved']);
  sandbox.grant(1000);
  await expect(jobs.advance('crm', longList, { ...slice, maxCredits: 200 })).resolves.toMatchObject({
    error: { code: 'invalid_input', next: 'person' },
  });
  expect(sandbox.uploads()).toHaveLength(1);
}, 60_000);

test('parts: a worker that was frozen while it merged leaves the file of the other one alone', async () => {
  const { jobs, sandbox, store, elapse } = setUpJobs();
  const folder = await temporaryFolder();
  const path = join(folder, 'all.csv');
  const options = { save: { processed: path } };
  const isFrozen = Promise.withResolvers<void>();
  const wakes = Promise.withResolvers<void>();
  let downloads = 0;
  const client = createClient({
    apiKey: sandbox.apiKey,
    async fetch(input, init) {
      const isDownload = !new Request(input).url.includes('/api/');
      if (isDownload && ++downloads === 2) {
        isFrozen.resolve();
        await wakes.promise;
      }
      return sandbox.fetch(input, init);
    },
  });
  const frozen = createJobs({ client, store }).run('crm', longList, options);
  await isFrozen.promise;
  elapse(30_001);
  await jobs.run('crm', longList, options);
  const text = await readFile(path, 'utf8');
  await writeFile(path, 'edited');
  wakes.resolve();
  expect(await frozen).toMatchObject({ state: 'done' });
  expect(await readdir(folder)).toEqual(['all.csv']);
  expect(await readFile(path, 'utf8')).toBe('edited');
  expect(text.split('\n')).toHaveLength(longList.phone_numbers.length + 2);
}, 60_000);
