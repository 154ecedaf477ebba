import { isOptimalDialError } from '@optimaldial/client';
import type { TimeLimits } from '../advance.ts';
import { observe } from '../observe.ts';
import type { Context } from '../protocol/context.ts';
import { LONGEST_TIMER_MS } from '../wait/sleep.ts';
import { growing } from '../protocol/step.ts';
import { continueJob } from './continue-job.ts';
import { findDue, type DueJobs } from './due-jobs.ts';
import { checkFleetOptions, type FleetOptions } from './fleet-options.ts';
import { createStop } from './stop.ts';
import { createStoreClock } from './store-clock.ts';
import { unlessAborted } from './unless-aborted.ts';

/** A job is given back while it waits, so that its worker can continue another one. */
const LIMITS: TimeLimits = { slice: 0, read: 30_000 };

/** How long to wait for jobs that are added or woken, in ms, on average. */
const IDLE_MS = 1500;
/** Shortest time between two searches, in ms. */
const SHORTEST_MS = 20;
/** How many jobs to look for at a time: many more than all workers continue, so that they rarely meet. */
const BATCH = 1000;
/** How many jobs in a row were taken by others before the worker looks for new ones. */
const MOST_TAKEN = 4;

/** Continues jobs as they become due, until the signal aborts. */
export async function work(context: Context, options: FleetOptions): Promise<void> {
  const { concurrency, grace } = checkFleetOptions(options);
  const { store } = context;
  const stop = createStop(options.signal, grace);
  const now = createStoreClock(store);
  const active = new Map<string, Promise<void>>();
  let queue: string[] = [];
  /** When to search the store, by `performance.now()`. */
  let searchAt = 0;
  let taken = 0;
  let failingSince: number | undefined;
  /** Whether the store can be read, but the last job couldn't be stored. */
  let isStuck = false;
  let fatal: { readonly error: unknown } | undefined;
  let notify: (() => void) | undefined;

  /** Waits until a job is given back, the worker stops, or it has to search. */
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      const isSearching = active.size < concurrency;
      const ms = Math.min(Math.max(0, searchAt - performance.now()), LONGEST_TIMER_MS);
      const timer = isSearching ? setTimeout(resolve, ms) : undefined;
      notify = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const fail = (): void => {
    queue = [];
    failingSince ??= performance.now();
    searchAt = performance.now() + growing(performance.now() - failingSince);
  };

  const search = async (): Promise<void> => {
    let due: DueJobs;
    try {
      // Jobs whose list is being made are still due.
      due = await findDue(store, await now(), { limit: BATCH + active.size, ahead: 2 * IDLE_MS });
    } catch (error) {
      if (isOptimalDialError(error) && (error.next === 'person' || error.next === 'give_up')) {
        fatal = { error };
        stop.begin();
        return;
      }
      observe(options.onError, error, undefined);
      fail();
      return;
    }
    if (!isStuck || due.keys.length === 0) failingSince = undefined;
    queue = due.keys.filter((key) => !active.has(key));
    const idle = due.isFull ? 0 : Math.min(due.next, IDLE_MS * (0.7 + Math.random() * 0.6));
    searchAt = performance.now() + Math.max(idle, SHORTEST_MS);
  };

  const start = async (key: string): Promise<void> => {
    const result = await continueJob(context, key, options, LIMITS, stop);
    active.delete(key);
    taken = result === 'taken' ? taken + 1 : 0;
    isStuck = result === 'stuck';
    if (isStuck) fail();
    else if (typeof result === 'object' && !result.done) {
      searchAt = Math.min(searchAt, performance.now() + result.again);
    }
    // Others are faster at the jobs that were found.
    if (taken >= MOST_TAKEN) queue = [];
    notify?.();
  };

  stop.soft.addEventListener('abort', () => notify?.(), { once: true });
  try {
    while (!stop.soft.aborted) {
      if (queue.length === 0 && active.size < concurrency && performance.now() >= searchAt) {
        await unlessAborted(stop.soft, search()).catch(() => undefined);
      }
      while (!stop.soft.aborted && active.size < concurrency) {
        const key = queue.shift();
        if (key === undefined) break;
        active.set(key, start(key));
      }
      if (!stop.soft.aborted) await wait();
    }
    await Promise.all(active.values());
  } finally {
    stop.close();
  }
  if (fatal !== undefined) throw fatal.error;
}
