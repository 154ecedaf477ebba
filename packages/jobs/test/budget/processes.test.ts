import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '@optimaldial/testing';
import { expect, onTestFinished, test } from 'vitest';
import { ledgerKey, readLedger } from '../../src/budget/ledger.ts';
import { dayOf } from '../../src/store/day.ts';
import { fileStore } from '../../src/store/file/index.ts';
import { bundledProgram } from '../programs/bundled-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const WORKERS = 8;
const JOBS = 24;
const CREDITS = 1000;
/** Each list can cost 110 credits, and costs 100. */
const FITTING = 900;
const KILLS = 6;

test('budget: 8 processes that are killed spend as much as fits, and nothing above it', async () => {
  const folder = await temporaryFolder();
  const sandbox = createSandbox({
    processing: { queued: 0, takes: 0 },
    limits: { key: 10_000, organization: 10_000 },
    latency: 20,
  });
  onTestFinished(() => sandbox.close());
  const server = await sandbox.listen();
  onTestFinished(() => server.close());
  const script = await bundledProgram(new URL('spend-worker.ts', import.meta.url));
  const args = [script, folder, server.url, sandbox.apiKey, `${CREDITS}`, `${JOBS}`];
  const start = () => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, exit: once(child, 'exit') };
  };
  const workers = Array.from({ length: WORKERS }, start);
  for (let kills = 0; kills < KILLS; kills += 1) {
    // In a request that creates an upload, if there is one.
    const seen = sandbox.requests('createUpload').length;
    for (let waits = 0; waits < 500 && sandbox.requests('createUpload').length === seen; waits += 1) {
      await sleep(10);
    }
    workers[kills]?.child.kill('SIGKILL');
    workers.push(start());
  }
  const codes = await Promise.all(workers.map(async ({ exit }) => (await exit)[0]));
  // A kill has no effect on a process that has just ended.
  expect(codes.filter((code) => code !== null && code !== 0)).toEqual([]);
  expect(codes.filter((code) => code === 0).length).toBeGreaterThanOrEqual(WORKERS);

  const store = fileStore(folder);
  const days: Record<string, number> = {};
  for await (const { sentAt = 0, upload } of store.list({ states: ['done'] })) {
    days[dayOf(sentAt)] = (days[dayOf(sentAt)] ?? 0) + (upload?.credits_charged ?? 0);
  }
  const spent = 10_000 - sandbox.credits();
  // The test can run at midnight.
  expect(spent).toBe(FITTING * Object.keys(days).length);
  for (const [day, sum] of Object.entries(days)) {
    expect(sum).toBe(FITTING);
    const { record } = await readLedger(store, ledgerKey('default', day));
    expect(record).toMatchObject({ charged: FITTING });
  }
}, 120_000);
