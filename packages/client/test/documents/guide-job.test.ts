import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@optimaldial/client';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { KILL_POINTS } from '../support/kill-points.ts';
import { bundleJob, guideCode, listOf, runUntilComplete, setUpJob } from './guide-job.ts';

// The job in docs/getting-started.md, run in processes that are killed.
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-guide-job-'));
const job = join(folder, 'job.mjs');
await bundleJob(await guideCode(), job);
afterAll(() => rm(folder, { recursive: true }));

const CREDITS = 10_000;
const NEVER_SENT: readonly string[] = ['after the reservation', 'before the request'];

describe.each(KILL_POINTS)('getting-started job, killed %s', (killPoint) => {
  test('uploads the list exactly once over all runs', async () => {
    await using setup = await setUpJob(job);
    expect(await setup.run(killPoint)).toMatchObject({ status: 'killed' });
    expect(await runUntilComplete(setup)).toBe(NEVER_SENT.includes(killPoint) ? 1 : 0);
    expect((await setup.run()).text).toMatch(/^completed: 120 credits, \d+ bytes saved\n$/);
    expect([setup.sandbox.uploads().length, setup.sandbox.credits()]).toEqual([1, CREDITS - 120]);
  });
});

test('getting-started job: uploads the list exactly once when killed at several random points', async () => {
  const kills = fc.array(fc.constantFrom(...KILL_POINTS), { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(kills, async (killPoints) => {
      await using setup = await setUpJob(job);
      for (const killPoint of killPoints) await setup.run(killPoint);
      await runUntilComplete(setup);
      expect([setup.sandbox.uploads().length, setup.sandbox.credits()]).toEqual([1, CREDITS - 120]);
    }),
    { numRuns: 3 },
  );
}, 120_000);

test('getting-started job: finds an upload that was created after the process was killed', async () => {
  await using setup = await setUpJob(job);
  expect(await setup.run('before the request')).toMatchObject({ status: 'killed' });
  expect((await setup.run()).text).toContain('0 uploads have its token');
  // Sends the request of the killed process, as if it arrived only now.
  const [reserved = ''] = await setup.files('.reserved');
  const token = reserved.split('.').at(-2) ?? '';
  const late = createClient({ apiKey: setup.sandbox.apiKey, fetch: setup.sandbox.fetch });
  const file = new File([listOf(120)], 'crm-export.csv');
  await late.uploads.create({ file, phone_column: 'Phone' }, { reconcile: { token } });
  expect(await runUntilComplete(setup)).toBe(0);
  expect(setup.sandbox.uploads()).toHaveLength(1);
});

test.each([-540_000, -300_000, -2000, 2000, 300_000, 3_600_000])(
  'getting-started job: finds its upload when the server clock differs by %i ms',
  async (skew) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skew });
    const set = setUpJob(job, { clock: 'manual' });
    vi.useRealTimers();
    await using setup = await set;
    expect(Math.abs(setup.sandbox.now().getTime() - Date.now() - skew)).toBeLessThan(1000);
    await setup.run('after the response');
    expect(await runUntilComplete(setup)).toBe(0);
    expect(setup.sandbox.uploads()).toHaveLength(1);
  },
);

test('getting-started job: uploads a new list saved under the same path', async () => {
  await using setup = await setUpJob(job);
  expect(await runUntilComplete(setup)).toBe(0);
  await setup.replaceList(listOf(150));
  await setup.run('after the response');
  expect(await runUntilComplete(setup)).toBe(0);
  expect((await setup.run()).text).toContain('completed: 150 credits');
  await setup.replaceList(listOf(120));
  expect((await setup.run()).text).toContain('completed: 120 credits');
  expect(setup.sandbox.uploads().map(({ credits_charged }) => credits_charged)).toEqual([120, 150]);
});

test('getting-started job: finds its upload when the ID file is empty', async () => {
  await using setup = await setUpJob(job);
  await runUntilComplete(setup);
  for (const name of await setup.files('.id')) await setup.write(name, '');
  expect(await runUntilComplete(setup)).toBe(0);
  expect(setup.sandbox.uploads()).toHaveLength(1);
});

test('getting-started job: uploads the list once when two processes run concurrently', async () => {
  await using setup = await setUpJob(job);
  setup.sandbox.on('createUpload').fault('slow', { delay: 2000, times: 2 });
  const both = await Promise.all([setup.run(), setup.run()]);
  expect(both.filter(({ status }) => status === 'completed').length).toBeGreaterThan(0);
  expect(await runUntilComplete(setup)).toBe(0);
  expect([setup.sandbox.uploads().length, setup.sandbox.credits()]).toEqual([1, CREDITS - 120]);
});

test('getting-started job: keeps its reservation when the outcome is unknown', async () => {
  await using setup = await setUpJob(job);
  setup.sandbox.on('createUpload').fault('reset-after-commit');
  const run = setup.run();
  const created = () => expect(setup.sandbox.uploads()).toHaveLength(1);
  await vi.waitFor(created, { timeout: 20_000, interval: 10 });
  // Half a second before the first search for it.
  setup.sandbox.on('listUploads').reply(403);
  expect((await run).text).toContain('OutcomeUnknownError');
  setup.sandbox.reset();
  expect(await runUntilComplete(setup)).toBe(0);
  expect(setup.sandbox.uploads()).toHaveLength(1);
});

test('getting-started job: removes its reservation when the API rejects the list', async () => {
  await using setup = await setUpJob(job, { credits: 100 });
  expect((await setup.run()).text).toContain('InsufficientCreditsError');
  expect(await setup.files('.reserved')).toEqual([]);
  setup.sandbox.grant(1000);
  expect(await runUntilComplete(setup)).toBe(0);
  expect([setup.sandbox.uploads().length, setup.sandbox.credits()]).toEqual([1, 980]);
});

test('getting-started job: finds its upload when the reservation was removed', async () => {
  await using setup = await setUpJob(job);
  await setup.run('after the response');
  // Too early, against the guide.
  await setup.release();
  expect(await runUntilComplete(setup)).toBe(0);
  expect(setup.sandbox.uploads()).toHaveLength(1);
});
