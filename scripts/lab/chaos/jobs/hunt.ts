import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { phoneNumbers } from '@optimaldial/testing';
import { compare } from './compare.ts';
import { runCrew, runUndisturbed } from './crew/crew.ts';
import type { Order } from './crew/order.ts';
import { LATE_MS, SETTLE_MS } from './crew/times.ts';
import { openEngine } from './engines/open-engine.ts';
import { age, filesLeft, wrongResults } from './files.ts';
import type { Findings, Plan } from './findings.ts';
import { createOutage } from './outage.ts';
import { accountsFor, jobWith, writeLists } from './server/lists.ts';
import { startServer } from './server/server-process.ts';
import { openStores, startStore } from '@optimaldial/jobs-lab/stores';
import { watch } from './watch.ts';

const FAULT_SHARE = 0.3;
const MOST_LANES = 16;
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
export async function hunt(plan: Plan): Promise<Findings> {
  const { seed, jobs, workers, atLeast, variant, limit, driver } = plan;
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-hunt-'));
  const lists = join(folder, 'lists');
  const results = join(folder, 'results');
  const stored = join(folder, 'store');
  const cache = join(folder, 'cache');
  const count = accountsFor(jobs);
  const isWhole = variant === undefined;
  const server = await startServer(seed, count, FAULT_SHARE, isWhole ? LATE : LATE_IF_BROKEN);
  const running = await startStore(plan.store, stored, count);
  try {
    await Promise.all([lists, results, stored].map((path) => mkdir(path)));
    const numbers = await writeLists(lists, jobs, count, phoneNumbers(jobs * 2 + 1000));
    const mission = {
      driver,
      jobs,
      lanes: Math.min(MOST_LANES, Math.ceil(jobs / workers) + 2),
      store: running.address,
      variant,
      accounts: server.accounts,
      settle: SETTLE_MS,
      began: Date.now(),
      lists,
      results,
      cache,
    };
    // Fills the cache, and creates the tables of an engine.
    const before = await runUndisturbed({ ...mission, driver: driver === 'work' ? 'loop' : driver, jobs: 0 });
    const own = openStores(running.address, count);
    const engine = await openEngine(driver, running.address.at);
    await engine?.start(jobs);
    const outage = createOutage(isWhole ? running.database : undefined);

    let known: Pick<Order, 'ended' | 'missing'> = { ended: [], missing: 0 };
    const over = new AbortController();
    const late = AbortSignal.timeout(limit + 10_000);
    const watching = watch({
      stores: own.stores,
      jobs,
      server,
      jobOfUpload: ({ rows, account }) => jobWith(rows, account, count),
      onLook(seen) {
        known = seen;
        if (seen.ended.length >= jobs / 2) outage.begin();
      },
      hasFinished: async () => engine === undefined || (await engine.state()).finished === jobs,
      signal: late,
    });
    const [reviewed, casualties] = await Promise.all([
      watching.finally(() => over.abort()),
      runCrew(
        workers,
        mission,
        { seed, atLeast, odds: isWhole ? undefined : WHEN_SENT, stops: isWhole ? atLeast : 0 },
        { over: over.signal, known: () => known, limit },
      ),
    ]);
    await outage.settled();
    const state = await engine?.state();
    const seconds = (performance.now() - started) / 1000;

    // Requests that are still in transit.
    await delay(isWhole ? LATE_MS * 1.5 : SETTLE_MS);
    const ledger = await server.look();
    await age(results, stored);
    const after = isWhole ? await runUndisturbed({ ...mission, driver: 'loop' }) : [];
    const { posts, made, charged, faults } = await server.look();
    const records = (await Promise.all(own.stores.map((store) => Array.fromAsync(store.list())))).flat();
    const { failed, ...comparison } = compare(jobs, count, { posts, made, charged, faults }, records);
    await engine?.close();
    await own.close();
    const all = [...before, ...casualties.thrown, ...after];
    return {
      ...casualties,
      ...comparison,
      thrown: all.filter((one) => !outage.explains(one)).map(({ text }) => text),
      outageErrors: all.filter((one) => outage.explains(one)).length,
      databaseKills: outage.kills,
      recovered: state?.recovered ?? 0,
      givenUp: state?.failed ?? 0,
      jobs,
      faults,
      uploads: made.length,
      wrongResults: isWhole ? await wrongResults(lists, numbers, results, failed) : 0,
      reviewed,
      postsAfterwards: posts - ledger.posts,
      filesLeft: isWhole ? await filesLeft(results, stored, jobs) : [],
      seconds,
    };
  } finally {
    server.stop();
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
