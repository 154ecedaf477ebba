import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox } from '@optimaldial/testing';
import { startStore, type StoreKind } from '@optimaldial/jobs-lab/stores';
import type { Order, Sliced } from './worker.ts';

/** A job that was advanced in slices, each in a process of its own. */
export interface SlicesFindings {
  readonly processes: number;
  readonly longestMs: number;
  /** How long the upload took, by the clock of the sandbox. */
  readonly hours: number;
  readonly uploads: number;
  readonly state: string;
  readonly files: readonly string[];
}

/** The longest slice in ms. */
export const SLICE_MS = 10_000;
const HOUR_MS = 3_600_000;
/** Three hours pass in 24 seconds. */
const SPEED = 450;
const MOST_PROCESSES = 60;

/** Advances a job of three hours in slices, from nothing to its results. */
export async function runSlices(kind: StoreKind): Promise<SlicesFindings> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-slices-'));
  const sandbox = createSandbox({ speed: SPEED, processing: { queued: '10min', takes: '170min' } });
  const server = await sandbox.listen();
  const store = await startStore(kind, join(folder, 'store'), 1);
  const started = sandbox.now().getTime();
  try {
    const account = { url: server.url, apiKey: sandbox.apiKey };
    const results = await mkdtemp(join(folder, 'results-'));
    const path = join(results, 'likely.csv');
    let processes = 0;
    let longestMs = 0;
    let state = '';
    for (let done = false; !done && processes < MOST_PROCESSES; processes += 1) {
      // Of any length: a function with a time limit may be short.
      const slice = processes % 3 === 0 ? 0 : (SLICE_MS / 4) * (processes % 3);
      const sliced = await runWorker({ account, store: store.address, path, slice });
      ({ state, done } = sliced);
      longestMs = Math.max(longestMs, sliced.ms);
      if (!done) await delay(Math.min(sliced.again, 1000));
    }
    return {
      processes,
      longestMs,
      hours: (sandbox.now().getTime() - started) / HOUR_MS,
      uploads: sandbox.uploads().length,
      state,
      files: await readdir(results),
    };
  } finally {
    await server.close();
    sandbox.close();
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function runWorker(order: Order): Promise<Sliced> {
  const worker = fork(`${import.meta.dirname}/worker.ts`, [JSON.stringify(order)]);
  return new Promise((resolve, reject) => {
    let sliced: Sliced | undefined;
    worker.once('message', (message: Sliced) => (sliced = message));
    worker.once('exit', () => {
      if (sliced === undefined) reject(new Error('A worker ended without a result.'));
      else resolve(sliced);
    });
  });
}
