/**
 * Advances all jobs of a hunt until they end. Kills or freezes itself at seams. SIGTERM ends it, with code 0.
 *
 *   node worker.ts <order as JSON>
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@optimaldial/client';
import { createJobs, type Jobs, type ListSource, type Progress, type SavePaths } from '@optimaldial/jobs';
import { accountOf, jobOf, keyOf, listOf } from '../server/lists.ts';
import { broken } from '../store/broken-stores.ts';
import { isOutage, openStores } from '@optimaldial/jobs-lab/stores';
import { AGAIN_MS, type Driver, type Shift } from './drivers/driver.ts';
import { hurried } from './hurry.ts';
import { withLeaseLog } from './leases.ts';
import type { DriverKind, Odds, Order, Report, Thrown } from './order.ts';
import { createRandom } from './random.ts';
import { fetchWithSeams, withSeams } from './seams.ts';
import { LEASE_MS, TIMEOUT_MS } from './times.ts';

const FREEZE_SHARE = 0.15;
const LONGEST_SLICE_MS = 3000;

/** Loaded when needed, because workers start often. */
const DRIVERS: { readonly [kind in DriverKind]: () => Promise<Driver> } = {
  loop: async () => (await import('./drivers/loop.ts')).loop,
  work: async () => (await import('./drivers/work.ts')).work,
  dbos: async () => (await import('./drivers/dbos.ts')).dbos,
  bullmq: async () => (await import('./drivers/bullmq.ts')).bullmq,
};

const order = JSON.parse(process.argv[2] ?? '') as Order;
const random = createRandom(order.seed);
let { odds, fuse } = order;
let passed: Record<string, number> = {};
let thrown: Thrown[] = [];
let retries = 0;
let failedAt = -Infinity;
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort(new Error('The worker has to stop.')));
process.on('message', (message: Odds) => void (odds = message));
process.on('disconnect', () => process.exit());

const fetch = fetchWithSeams(seam);
const opened = openStores(order.store, order.accounts.length);
const logs = opened.stores.map((its) => {
  const store = order.driver === 'work' ? hurried(its, AGAIN_MS) : its;
  return withLeaseLog(order.variant === undefined ? store : broken(store, order.variant));
});
const accounts = order.accounts.map(({ url, apiKey }, index): Jobs => {
  const client = createClient({ apiKey, baseUrl: url, timeout: TIMEOUT_MS, fetch });
  const log = logs[index];
  if (log === undefined) throw new RangeError(`Account ${index} has no store.`);
  const store = withSeams(log.store, seam);
  return createJobs({ client, store, settle: order.settle, lease: LEASE_MS });
});
const list = (key: string): ListSource => listOf(order.lists, jobOf(key));
const save = (key: string): SavePaths => ({ 'processed-filtered': join(order.results, `${key}.csv`) });
const shift: Shift = {
  order,
  random,
  signal: stop.signal,
  accounts,
  list,
  save,
  onError,
  advance,
  countRetry: () => void (retries += 1),
};

const reporting = setInterval(report, 500);
await (
  await DRIVERS[order.driver]()
)(shift);
clearInterval(reporting);
await checkLeases();
await opened.close();
report();
process.disconnect();

async function advance(job: number): Promise<Progress> {
  const key = keyOf(job);
  try {
    const its = accounts[accountOf(job, accounts.length)];
    if (its === undefined) throw new RangeError(`Job ${job} has no account.`);
    return await its.advance(key, list(key), {
      slice: random() * LONGEST_SLICE_MS,
      save: save(key),
      signal: stop.signal,
    });
  } catch (error) {
    onError(error, key);
    throw error;
  }
}

function onError(error: unknown, key: string | undefined): void {
  if (!stop.signal.aborted) note(`${key}: ${String(error)}`, isOutage(error));
  else if (isOutage(error)) failedAt = Date.now();
}

function note(text: string, outage: boolean): void {
  if (outage) failedAt = Date.now();
  thrown.push({ text, at: Date.now(), isOutage: outage });
}

/** A worker that stopped must not leave a lease, unless the store couldn't be reached. */
async function checkLeases(): Promise<void> {
  try {
    const left = await Promise.all(logs.map((log) => log.left()));
    for (const key of left.flat()) {
      note(`A worker that stopped left the lease of ${key}.`, Date.now() - failedAt < 10_000);
    }
  } catch (error) {
    note(String(error), isOutage(error));
  }
}

function seam(name: string): void {
  passed[name] = (passed[name] ?? 0) + 1;
  fuse -= 1;
  if (fuse > 0 || random() >= (odds[name] ?? 0)) return;
  const freezes = random() < FREEZE_SHARE;
  // The pipe keeps it after the death of this process, unlike a message.
  writeSync(1, `${freezes ? 'frozen' : 'killed'} ${name}\n`);
  process.kill(process.pid, freezes ? 'SIGSTOP' : 'SIGKILL');
}

function report(): void {
  if (process.connected) process.send?.({ passed, thrown, retries } satisfies Report);
  passed = {};
  thrown = [];
  retries = 0;
}
