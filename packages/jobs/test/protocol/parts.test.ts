import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadLimits } from '@optimaldial/client';
import { phoneNumbers } from '@optimaldial/testing';
import { expect, onTestFinished, test } from 'vitest';
import { setUpJobs } from '../support/setup-jobs.ts';

const ROWS = uploadLimits.maxEntries + 2;
/** Every 1,000th row has a number. */
const EVERY = 1000;
const VALID = Math.ceil(ROWS / EVERY);

async function longList(): Promise<{ folder: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-parts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'crm.csv');
  const valid = phoneNumbers(VALID);
  // Most rows have no number, which is quick to process.
  const rows = Array.from(
    { length: ROWS },
    (_, row) => `"Lead\n${row}",${row % EVERY === 0 ? valid[row / EVERY] : ''}\n`,
  );
  await writeFile(file, `Name,Phone\n${rows.join('')}`);
  return { folder, file };
}

test('parts: cuts a long list, continues after a refusal in the middle, and merges the results', async () => {
  const { jobs, sandbox, elapse } = setUpJobs({ sandbox: { credits: VALID - 1 } });
  const { folder, file } = await longList();
  const path = join(folder, 'all.csv');
  const run = () => jobs.run('crm', { file, phone_column: 'Phone' }, { save: { processed: path } });

  await expect(run()).rejects.toMatchObject({ code: 'insufficient_credits' });
  expect(await jobs.get('crm')).toMatchObject({
    state: 'reserved',
    error: { code: 'insufficient_credits' },
    parts: [{ state: 'done' }, { state: 'reserved' }],
  });
  sandbox.grant(1);
  elapse(1000);
  const job = await run();
  expect(job).toMatchObject({ key: 'crm', state: 'done', saved: { processed: path } });
  expect(job.parts.map(({ key }) => key)).toEqual(['crm/1', 'crm/2']);
  expect(
    sandbox.uploads().map((upload) => (upload.valid_row_count ?? 0) + (upload.invalid_row_count ?? 0)),
  ).toEqual([ROWS / 2, ROWS / 2]);
  expect(sandbox.credits()).toBe(0);

  const text = await readFile(path, 'utf8');
  expect(text.match(/^Name,Phone/gm)).toHaveLength(1);
  expect(text.match(/^"Lead/gm)).toHaveLength(ROWS);
  expect((await readdir(folder)).toSorted()).toEqual(['all.csv', 'crm.csv']);
  expect((await Array.fromAsync(jobs.list())).map(({ key }) => key)).toEqual(['crm']);
}, 60_000);
