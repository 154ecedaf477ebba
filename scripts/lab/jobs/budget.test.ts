import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { createSandbox } from '@optimaldial/testing';
import { expect, it, onTestFinished } from 'vitest';
import { disturb } from './budget/disturb.ts';
import { startFleet, type Fleet } from './budget/fleet.ts';
import { costOf, EMPTY, KEYS, listOf } from './budget/lists.ts';
import { watchBudget } from './budget/watch-budget.ts';
import { startForSuite } from './redis/start-redis.ts';
import { openStore, startStore } from './stores/stores.ts';

const WORKERS = 8;
const KILLS = 6;
const CREDITS = 2500;
const ALL = KEYS.reduce((sum, key) => sum + costOf(key), 0);
const LATENCY_MS = 300;
/** Each hits a few of the lists. */
const FAULTS = [
  'reset',
  'unavailable',
  'rate-limit',
  'reset-after-commit',
  'bad-gateway',
  'truncate',
  'late',
] as const;
const LONGEST_MS = 180_000;
const DAY_MS = 86_400_000;

it.each(['postgres', 'redis'] as const)(
  'budget: 8 processes that are killed spend as much as fits on %s, and nothing above it',
  async (kind) => {
    const running = await startForSuite(`budget.test.ts on ${kind}`, () => startStore(kind, '', 1));
    if (running?.database === undefined) return;
    onTestFinished(() => running.stop());
    // A run across midnight has two budgets.
    const untilMidnight = DAY_MS - (Date.now() % DAY_MS);
    if (untilMidnight < LONGEST_MS) await sleep(untilMidnight);
    const sandbox = createSandbox({
      processing: { queued: 0, takes: 0 },
      limits: { key: 10_000, organization: 10_000 },
      latency: LATENCY_MS,
    });
    onTestFinished(() => sandbox.close());
    for (const fault of FAULTS) {
      sandbox.on('createUpload').fault(fault, { times: 2, probability: 0.1, delay: 2000 });
    }
    const server = await sandbox.listen();
    onTestFinished(() => server.close());
    const env = { ...process.env, OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url };
    const opened = openStore(running.address);
    onTestFinished(opened.close);
    const client = createClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
    const jobs = createJobs({ client, store: opened.store, budget: { credits: CREDITS, per: 'day' } });
    for (const key of KEYS) await jobs.add(key, listOf(key));
    const before = sandbox.credits();
    const spent = (): number => before - sandbox.credits();
    const start = (credits: number): Fleet =>
      startFleet(WORKERS, [JSON.stringify(running.address), `${credits}`], env);

    const began = performance.now();
    const watch = watchBudget(jobs, spent);
    onTestFinished(async () => void (await watch.end()));
    const fleet = start(CREDITS);
    const sent = (): number => sandbox.requests('createUpload').length;
    await disturb({ fleet, database: running.database, kills: KILLS, latency: LATENCY_MS, sent });
    const disturbed = spent();
    expect(await fleet.ended()).toEqual(Array.from({ length: WORKERS }, () => 0));
    const first = spent();
    expect(first).toBeLessThanOrEqual(CREDITS);
    const left = await Array.fromAsync(jobs.list({ state: 'reserved' }));
    const shortest = Math.min(...left.map(({ key }) => costOf(key)));
    // Nothing is left that fits.
    expect(first + shortest + EMPTY).toBeGreaterThan(CREDITS);
    expect(sandbox.uploads()).toHaveLength(KEYS.length - left.length);
    expect(await jobs.budget()).toMatchObject({ charged: first });

    // The last list needs all of it, also what killed processes have reserved.
    expect(await start(ALL + EMPTY).ended()).toEqual(Array.from({ length: WORKERS }, () => 0));
    expect(await jobs.budget()).toMatchObject({ charged: spent() });
    expect(await Array.fromAsync(jobs.list({ state: 'done' }))).toHaveLength(KEYS.length);
    expect(sandbox.uploads()).toHaveLength(KEYS.length);
    expect(spent()).toBe(ALL);
    const { looks, outages, lowest } = await watch.end();
    // What was charged was reserved before, at every moment.
    expect(lowest).toBeGreaterThanOrEqual(0);
    console.log(
      `${kind}: ${first} of ${CREDITS} credits spent by ${WORKERS} processes, ${disturbed} of them before the last ` +
        `of ${KILLS} kills; ${sandbox.faults().length} faults; ${looks} looks at the budget, ${outages} of them ` +
        `without the database; ${Math.round((performance.now() - began) / 1000)} s`,
    );
  },
  2 * LONGEST_MS,
);
