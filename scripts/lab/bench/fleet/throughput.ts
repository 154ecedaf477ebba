import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore, STORE_KINDS, type StoreKind } from '@optimaldial/jobs-lab/stores';
import type { Row } from '../measure/report.ts';
import { noopsPerSecond } from './bullmq.ts';
import { fill, templates } from './records.ts';
import { startEmptyStore } from './start-empty-store.ts';

/** Number of jobs that are queued when workers start. */
const QUEUED = 10_000;
const WORKERS = [1, 4, 8];
const SECONDS = 10;

/** Jobs a second that worker processes finish on a store, from the queue to the end. */
export async function measureThroughput(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const kind of STORE_KINDS) {
    rows.push({ name: `${kind}Store`, ratios: {}, figures: await onStore(kind) });
  }
  rows.push({ name: 'BullMQ, a job that does nothing', ratios: {}, figures: await noops() });
  return rows;
}

async function onStore(kind: StoreKind): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const { queued } = await templates();
  for (const workers of WORKERS) {
    const { address, stop } = await startEmptyStore(kind);
    try {
      const { store, close } = openStore(address);
      await fill(store, queued, 'job', 0, QUEUED);
      await close();
      figures[column(workers)] =
        (await runWorkers(`${import.meta.dirname}/worker.ts`, JSON.stringify(address), workers)) / SECONDS;
    } finally {
      await stop();
    }
  }
  return figures;
}

async function noops(): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const workers of WORKERS) {
    figures[column(workers)] = await noopsPerSecond(
      (program, address) => runWorkers(program, address, workers),
      SECONDS,
    );
  }
  return figures;
}

function column(workers: number): string {
  return `${workers} ${workers === 1 ? 'process' : 'processes'}, jobs/s`;
}

/** Lets worker processes work for a while. Returns how many jobs they have finished. */
async function runWorkers(program: string, address: string, count: number): Promise<number> {
  const workers = Array.from({ length: count }, () => fork(program, [address]));
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    for (const worker of workers) worker.send('go');
    await delay(SECONDS * 1000);
    const reports = workers.map(async (worker) => Number((await once(worker, 'message'))[0]));
    for (const worker of workers) worker.send('stop');
    return (await Promise.all(reports)).reduce((sum, finished) => sum + finished, 0);
  } finally {
    for (const worker of workers) worker.kill();
  }
}
