import { createClient } from '@optimaldial/client';
import * as fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { bundleJob, finish, guideCode, listOf, stage } from './guide-job.ts';
import { SEAMS } from '../support/seams.ts';

// The job of docs/getting-started.md, in processes that are killed.
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-guide-job-'));
const job = join(folder, 'job.mjs');
await bundleJob(await guideCode(), job);
afterAll(() => rm(folder, { recursive: true }));

const CREDITS = 10_000;
const NEVER_SENT: readonly string[] = ['after the reservation', 'before the request'];

describe.each(SEAMS)('getting-started job, killed %s', (seam) => {
  test('uploads the list exactly once over all runs', async () => {
    await using on = await stage(job);
    expect(await on.run(seam)).toMatchObject({ status: 'killed' });
    expect(await finish(on)).toBe(NEVER_SENT.includes(seam) ? 1 : 0);
    expect((await on.run()).text).toMatch(/^completed: 120 credits, \d+ bytes saved\n$/);
    expect([on.sandbox.uploads().length, on.sandbox.credits()]).toEqual([1, CREDITS - 120]);
  });
});

test('getting-started job: uploads the list exactly once when killed at several random points', async () => {
  const kills = fc.array(fc.constantFrom(...SEAMS), { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(kills, async (seams) => {
      await using on = await stage(job);
      for (const seam of seams) await on.run(seam);
      await finish(on);
      expect([on.sandbox.uploads().length, on.sandbox.credits()]).toEqual([1, CREDITS - 120]);
    }),
    { numRuns: 3 },
  );
}, 120_000);

test('getting-started job: finds an upload that was created after the process was killed', async () => {
  await using on = await stage(job);
  expect(await on.run('before the request')).toMatchObject({ status: 'killed' });
  expect((await on.run()).text).toContain('0 uploads have its token');
  // As if the request had left, and arrived only now.
  const [reserved = ''] = await on.files('.reserved');
  const token = reserved.split('.').at(-2) ?? '';
  const late = createClient({ apiKey: on.sandbox.apiKey, fetch: on.sandbox.fetch });
  const file = new File([listOf(120)], 'crm-export.csv');
  await late.uploads.create({ file, phone_column: 'Phone' }, { reconcile: { token } });
  expect(await finish(on)).toBe(0);
  expect(on.sandbox.uploads()).toHaveLength(1);
});

test.each([-540_000, -300_000, -2000, 2000, 300_000, 3_600_000])(
  'getting-started job: finds its upload when the server clock differs by %i ms',
  async (skew) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skew });
    const set = stage(job, { clock: 'manual' });
    vi.useRealTimers();
    await using on = await set;
    expect(Math.abs(on.sandbox.now().getTime() - Date.now() - skew)).toBeLessThan(1000);
    await on.run('after the response');
    expect(await finish(on)).toBe(0);
    expect(on.sandbox.uploads()).toHaveLength(1);
  },
);

test('getting-started job: uploads a new list saved under the same path', async () => {
  await using on = await stage(job);
  expect(await finish(on)).toBe(0);
  await on.replaceList(listOf(150));
  await on.run('after the response');
  expect(await finish(on)).toBe(0);
  expect((await on.run()).text).toContain('completed: 150 credits');
  await on.replaceList(listOf(120));
  expect((await on.run()).text).toContain('completed: 120 credits');
  expect(on.sandbox.uploads().map(({ credits_charged }) => credits_charged)).toEqual([120, 150]);
});

test('getting-started job: finds its upload when the ID file is empty', async () => {
  await using on = await stage(job);
  await finish(on);
  for (const name of await on.files('.id')) await on.write(name, '');
  expect(await finish(on)).toBe(0);
  expect(on.sandbox.uploads()).toHaveLength(1);
});

test('getting-started job: uploads the list once when two processes run concurrently', async () => {
  await using on = await stage(job);
  on.sandbox.on('createUpload').fault('slow', { delay: 2000, times: 2 });
  const both = await Promise.all([on.run(), on.run()]);
  expect(both.filter(({ status }) => status === 'completed').length).toBeGreaterThan(0);
  expect(await finish(on)).toBe(0);
  expect([on.sandbox.uploads().length, on.sandbox.credits()]).toEqual([1, CREDITS - 120]);
});

test('getting-started job: keeps its reservation when the outcome is unknown', async () => {
  await using on = await stage(job);
  on.sandbox.on('createUpload').fault('reset-after-commit');
  on.sandbox.on('listUploads').reply(403);
  expect((await on.run()).text).toContain('OutcomeUnknownError');
  on.sandbox.reset();
  expect(await finish(on)).toBe(0);
  expect(on.sandbox.uploads()).toHaveLength(1);
});

test('getting-started job: removes its reservation when the API rejects the list', async () => {
  await using on = await stage(job, { credits: 100 });
  expect((await on.run()).text).toContain('InsufficientCreditsError');
  expect(await on.files('.reserved')).toEqual([]);
  on.sandbox.grant(1000);
  expect(await finish(on)).toBe(0);
  expect([on.sandbox.uploads().length, on.sandbox.credits()]).toEqual([1, 980]);
});

test('getting-started job: adopts no upload when two match its token', async () => {
  await using on = await stage(job);
  await on.run('after the response');
  await on.release();
  await on.run('after the response');
  // Released too early, against the guide: both uploads have the token, and a person decides.
  const { status, text } = await on.run();
  expect([status, on.sandbox.uploads().length]).toEqual(['failed', 2]);
  expect(text).toContain('2 uploads have its token');
});
