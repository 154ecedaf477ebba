import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '@optimaldial/testing';
import type { Variant } from '../store/broken-stores.ts';
import { startStore, type StoreKind } from '@optimaldial/jobs-lab/stores';
import type { Order } from './worker.ts';

/** Jobs that two processes sent at the same instant. */
export interface BarrierFindings {
  readonly rounds: number;
  readonly chargedTwice: number;
  readonly lost: number;
  readonly thrown: readonly string[];
}

/** Lets two processes advance the same key at the same instant, once per round. */
export async function runBarrier(
  rounds: number,
  kind: StoreKind,
  variant?: Variant,
): Promise<BarrierFindings> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-barrier-'));
  const sandbox = createSandbox({
    credits: 10_000_000,
    limits: { key: 1_000_000, organization: 1_000_000 },
  });
  const server = await sandbox.listen();
  const store = await startStore(kind, join(folder, 'store'), 1);
  const order: Order = {
    account: { url: server.url, apiKey: sandbox.apiKey },
    store: store.address,
    variant,
  };
  const workers = [0, 1].map(() => fork(`${import.meta.dirname}/worker.ts`, [JSON.stringify(order)]));
  try {
    const thrown: string[] = [];
    await Promise.all(workers.map(nextMessage));
    for (let round = 0; round < rounds; round += 1) {
      const responses = workers.map(nextMessage);
      for (const worker of workers) worker.send(round);
      thrown.push(...(await Promise.all(responses)).filter((response) => response !== 'done'));
    }
    const made = Map.groupBy(
      sandbox.uploads(),
      ({ original_filename: name }) => /^round-\d+/.exec(name)?.[0],
    );
    const counts = [...made.values()].map(({ length }) => length);
    return {
      rounds,
      chargedTwice: counts.filter((count) => count > 1).length,
      lost: rounds - counts.length,
      thrown,
    };
  } finally {
    for (const worker of workers) worker.kill();
    await server.close();
    sandbox.close();
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function nextMessage(worker: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const exit = (): void => reject(new Error('A worker ended.'));
    worker.once('exit', exit);
    worker.once('message', (message: string) => {
      worker.off('exit', exit);
      resolve(message);
    });
  });
}
