import { createJobs, type JobStore } from '@optimaldial/jobs';
import { openStore, STORE_KINDS, type StoreKind } from '@optimaldial/jobs-lab/stores';
import { median } from '../measure/median.ts';
import type { Row } from '../measure/report.ts';
import { fakeClient } from './fake-api.ts';
import { fill, LIST, templates } from './records.ts';
import { startEmptyStore } from './start-empty-store.ts';

const FEW = 1000;
/** How often it grows. A search on files reads all of them, and filling them takes minutes. */
const TIMES: { readonly [kind in StoreKind]: number } = { file: 10, postgres: 100, redis: 100 };
const DUE = 100;
const REPETITIONS = 50;

/** What calls cost in ms when a store contains a few ended jobs, and how much more with many of them. */
export async function measureGrowth(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const kind of STORE_KINDS) {
    const { address, stop } = await startEmptyStore(kind);
    try {
      const { store, close } = openStore(address);
      const { queued, ended } = await templates();
      await fill(store, queued, 'due', 0, DUE);
      await fill(store, ended, 'ended', 0, FEW);
      const few = await costs(store, 'few');
      await fill(store, ended, 'ended', FEW, FEW * TIMES[kind]);
      const many = await costs(store, 'many');
      for (const [call, ms] of Object.entries(few)) {
        rows.push({
          name: `${kind}Store, ${call}`,
          ratios: { [`× with ${FEW} jobs`]: (many[call] ?? Number.NaN) / ms },
          figures: {
            [`${FEW} jobs, ms`]: ms,
            'many jobs, ms': many[call] ?? Number.NaN,
            jobs: FEW * TIMES[kind],
          },
        });
      }
      await close();
    } finally {
      await stop();
    }
  }
  return rows;
}

async function costs(store: JobStore, name: string): Promise<Record<string, number>> {
  const jobs = createJobs({ client: fakeClient(), store });
  let number = 0;
  return {
    'a job from its list to its end': await time(() =>
      jobs.advance(`${name}-${(number += 1)}`, LIST, { slice: 1000 }),
    ),
    'finding 100 due jobs': await time(async () =>
      Array.fromAsync(store.list({ dueBy: await store.now(), withoutParts: true, limit: DUE })),
    ),
    'a page of 50 jobs': await time(() => Array.fromAsync(jobs.list({ state: 'done', limit: 50 }))),
    summary: await time(() => jobs.summary()),
  };
}

async function time(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const started = performance.now();
  // At least three times, at most a few seconds.
  while (times.length < REPETITIONS && (times.length < 3 || performance.now() - started < 5000)) {
    const before = performance.now();
    await call();
    times.push(performance.now() - before);
  }
  return median(times);
}
