import { setTimeout as delay } from 'node:timers/promises';
import { accountOf, keyOf } from '../../server/lists.ts';
import type { Shift } from './driver.ts';

/** A new job is added so often, in ms. */
const EVERY_MS = 250;
const AGAIN_MS = 500;
/** Shorter than some requests, so that these are aborted when a worker stops. */
const GRACE_MS = 500;

/** Runs `jobs.work` for each account. Every worker also adds all jobs, one after the other. */
export async function work(shift: Shift): Promise<void> {
  const { order, accounts, signal, list, save, onError } = shift;
  const concurrency = Math.ceil(order.lanes / accounts.length);
  const options = { list, save, concurrency, signal, grace: GRACE_MS, onError };
  await Promise.all([addAll(shift), ...accounts.map((jobs) => jobs.work(options))]);
}

async function addAll({ order, accounts, signal, list, onError }: Shift): Promise<void> {
  for (let job = order.missing; job < order.jobs && !signal.aborted;) {
    const key = keyOf(job);
    try {
      await delay(order.began + job * EVERY_MS - Date.now(), undefined, { signal });
      await accounts[accountOf(job, accounts.length)]?.add(key, list(key));
      job += 1;
    } catch (error) {
      onError(error, key);
      await delay(AGAIN_MS);
    }
  }
}
