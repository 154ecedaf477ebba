import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobRecord } from '@optimaldial/jobs';
import type { Variant } from './store/broken-stores.ts';
import { runCrew, runUndisturbed, type Casualties } from './crew.ts';
import { age, filesLeft, wrongResults } from './files.ts';
import { isFailing, jobWith, keyOf, rowsOf, writeLists } from './lists.ts';
import { review } from './person.ts';
import type { Ledger } from './server.ts';
import { startServer } from './server-process.ts';
import { openStore, startStore, type StoreKind } from './store/stores.ts';
import { LATE_MS, SETTLE_MS } from './times.ts';

/** The size of a hunt. */
export interface Plan {
  readonly seed: number;
  readonly jobs: number;
  readonly workers: number;
  /** How often each seam must kill a worker. */
  readonly atLeast: number;
  readonly store: StoreKind;
  readonly variant?: Variant | undefined;
  /** Longest time for the jobs to end, in ms. */
  readonly limit: number;
}

/** The result of a hunt. */
export interface Findings extends Casualties {
  readonly jobs: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly uploads: number;
  /** Jobs with more than one upload. */
  readonly chargedTwice: number;
  /** Jobs without an upload, or whose record names another one. */
  readonly lost: number;
  /** Jobs that didn't end as they must. */
  readonly unfinished: number;
  /** Jobs whose results aren't those of an undisturbed run. */
  readonly wrongResults: number;
  /** Credits charged beyond the price of all lists. */
  readonly overcharged: number;
  readonly reviewed: number;
  /** Requests that create an upload, sent by an undisturbed worker after all jobs have ended. */
  readonly postsAfterwards: number;
  /** Files that the undisturbed worker left. */
  readonly filesLeft: readonly string[];
  readonly seconds: number;
}

const FAULT_SHARE = 0.3;
const LANES = 6;
const LATE = { weight: 3, ms: LATE_MS };
/** Later than requests end, so that a search can miss them. */
const LATE_IF_BROKEN = { weight: 10, ms: SETTLE_MS };

/**
 * Broken variants are killed while a request is in transit or its outcome isn't stored yet, so that a hunt of few
 * jobs shows what is missing.
 */
const WHEN_SENT = {
  'during POST upload': 0.6,
  'after POST upload': 0.3,
  'before put submitted': 0.3,
  'after put sending': 0.1,
};

/** Runs jobs in workers that are killed, against a server that injects faults, and compares all results. */
export async function hunt({ seed, jobs, workers, atLeast, variant, limit, store }: Plan): Promise<Findings> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-hunt-'));
  const lists = join(folder, 'lists');
  const results = join(folder, 'results');
  const stored = join(folder, 'store');
  const cache = join(folder, 'cache');
  const server = await startServer(seed, FAULT_SHARE, variant === undefined ? LATE : LATE_IF_BROKEN);
  const running = await startStore(store, stored);
  try {
    await Promise.all([lists, results, stored].map((path) => mkdir(path)));
    await writeLists(lists, jobs);
    const { accounts, look } = server;
    const order = { jobs, lanes: LANES, store: running.address, variant, accounts, lists, results, cache };
    // Fills the cache.
    await runUndisturbed({ ...order, jobs: 0 });
    const { store: own, close } = openStore(running.address);

    const odds = variant === undefined ? undefined : WHEN_SENT;
    let reviewed = 0;
    const over = new AbortController();
    const person = (async () => {
      for (; !over.signal.aborted; await delay(500)) reviewed += await review(jobs, own, accounts, look);
    })();
    const casualties = await runCrew(workers, order, { seed, atLeast, odds }, limit);
    over.abort();
    await person;
    const seconds = (performance.now() - started) / 1000;

    // Requests that are still in transit.
    await delay(variant === undefined ? LATE_MS * 1.5 : SETTLE_MS);
    const before = await look();
    const thrown = [...casualties.thrown];
    await age(results, stored);
    if (variant === undefined) thrown.push(...(await runUndisturbed(order)));
    const after = await look();
    const records = await Array.fromAsync(own.list());
    await close();
    return {
      ...casualties,
      thrown,
      jobs,
      faults: after.faults,
      uploads: after.made.length,
      ...compare(jobs, after, records),
      wrongResults: variant === undefined ? await wrongResults(lists, results, jobs) : 0,
      reviewed,
      postsAfterwards: after.posts - before.posts,
      filesLeft: variant === undefined ? await filesLeft(results, stored, jobs) : [],
      seconds,
    };
  } finally {
    server.stop();
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function compare(jobs: number, { made, charged }: Ledger, records: readonly JobRecord[]) {
  const uploads = Map.groupBy(made, ({ rows }) => jobWith(rows));
  const stored = new Map(records.map((record) => [record.key, record]));
  let [chargedTwice, lost, unfinished, price] = [0, 0, 0, 0];
  for (let job = 0; job < jobs; job += 1) {
    const found = uploads.get(job) ?? [];
    const record = stored.get(keyOf(job));
    if (found.length > 1) chargedTwice += 1;
    if (!found.some(({ id }) => id === record?.upload?.id)) lost += 1;
    if (record?.state !== (isFailing(job) ? 'failed' : 'done')) unfinished += 1;
    price += rowsOf(job);
  }
  return { chargedTwice, lost, unfinished, overcharged: charged - price };
}
