/**
 * Advances all jobs of a hunt until they end. Kills or freezes itself at seams.
 *
 *   node worker.ts <order as JSON>
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@optimaldial/client';
import { createJobs, type Jobs } from '@optimaldial/jobs';
import { broken, type Variant } from './store/broken-stores.ts';
import { accountOf, keyOf, listOf } from './lists.ts';
import { createRandom } from './random.ts';
import { fetchWithSeams, withSeams } from './seams.ts';
import type { Account } from './server.ts';
import { openStore, type StoreAddress } from './store/stores.ts';
import { LEASE_MS, SETTLE_MS, TIMEOUT_MS } from './times.ts';

/** What a worker is started with. */
export interface Order {
  readonly seed: number;
  readonly jobs: number;
  /** Number of jobs that it works on at the same time. */
  readonly lanes: number;
  readonly store: StoreAddress;
  readonly variant: Variant | undefined;
  readonly accounts: readonly Account[];
  /** Folder of the lists. */
  readonly lists: string;
  /** Folder of the results. */
  readonly results: string;
  /** Folder of compiled code. */
  readonly cache: string;
  /** Number of seams that it passes before the first one that can end it. */
  readonly fuse: number;
  readonly odds: Odds;
}

/** The probability to be killed, by seam. */
export type Odds = Readonly<Record<string, number>>;

/** What a worker reports. */
export interface Report {
  /** How often it passed each seam since the last report. */
  readonly passed: Readonly<Record<string, number>>;
  /** Errors that `advance` threw. */
  readonly thrown: readonly string[];
}

const FREEZE_SHARE = 0.15;
/** Longest time in ms until a job is looked at again. */
const AGAIN_MS = 1500;

const order = JSON.parse(process.argv[2] ?? '') as Order;
const random = createRandom(order.seed);
let { odds, fuse } = order;
let passed: Record<string, number> = {};
let thrown: string[] = [];
process.on('message', (message: Odds) => void (odds = message));
process.on('disconnect', () => process.exit());

const fetch = fetchWithSeams(seam);
const opened = openStore(order.store);
const whole = order.variant === undefined ? opened.store : broken(opened.store, order.variant);
const store = withSeams(whole, seam);
const jobs = order.accounts.map(({ url, apiKey }): Jobs => {
  const client = createClient({ apiKey, baseUrl: url, timeout: TIMEOUT_MS, fetch });
  return createJobs({ client, store, settle: SETTLE_MS, lease: LEASE_MS });
});
const due = new Map(Array.from({ length: order.jobs }, (_, job) => [job, 0]));

const reporting = setInterval(report, 500);
await Promise.all(Array.from({ length: order.lanes }, lane));
clearInterval(reporting);
await opened.close();
report();
process.disconnect();

async function lane(): Promise<void> {
  while (due.size > 0) {
    const ready = [...due].filter(([, time]) => time <= Date.now());
    // Half of the time the first one, so that workers meet.
    const [job] = ready[random() < 0.5 ? 0 : Math.floor(random() * ready.length)] ?? [];
    if (job === undefined) {
      await delay(20);
      continue;
    }
    // No other lane takes it.
    due.set(job, Infinity);
    const again = await advance(job);
    if (again === undefined) due.delete(job);
    else due.set(job, Date.now() + Math.min(again, AGAIN_MS));
  }
}

/** Returns when to advance a job again, in ms; `undefined` if it has ended. */
async function advance(job: number): Promise<number | undefined> {
  try {
    const progress = await jobs[accountOf(job)]?.advance(keyOf(job), listOf(order.lists, job), {
      slice: random() * 3000,
      save: { 'processed-filtered': join(order.results, `${keyOf(job)}.csv`) },
    });
    return progress === undefined || progress.done ? undefined : progress.again;
  } catch (error) {
    thrown.push(`${keyOf(job)}: ${String(error)}`);
    return AGAIN_MS;
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
  process.send?.({ passed, thrown } satisfies Report);
  passed = {};
  thrown = [];
}
