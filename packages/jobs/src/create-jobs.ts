import { ConfigurationError } from '@optimaldial/client';
import { advance } from './advance.ts';
import { checkBudget } from './budget/budget.ts';
import type { Jobs } from './jobs.ts';
import type { JobsOptions } from './options.ts';
import { viewOf } from './parts/view.ts';
import type { Context } from './protocol/context.ts';
import { resolveJob } from './resolve.ts';
import { runJob } from './run.ts';
import { getJob } from './store/get-job.ts';
import { checkKey, toTask } from './task.ts';

const SETTLE_MS = 900_000;
const LEASE_MS = 30_000;
const SLICE_MS = 10_000;
const SHORTEST_READ_MS = 5000;

/**
 * Creates jobs on a client and a store. Does nothing before the first call.
 *
 * @throws ConfigurationError if an option is invalid
 */
export function createJobs({
  client,
  store,
  settle = SETTLE_MS,
  lease = LEASE_MS,
  budget: given,
}: JobsOptions): Jobs {
  for (const [name, ms] of Object.entries({ settle, lease })) {
    if (!(Number.isFinite(ms) && ms > 0)) {
      throw new ConfigurationError(`\`${name}\` must be a positive number of ms.`);
    }
  }
  const budget = given && checkBudget(given);
  const context: Context = { client, store, settle, lease, budget };
  return {
    run: async (key, list, { onProgress, ...options } = {}) =>
      runJob(context, await toTask(key, list, options), onProgress),
    async advance(key, list, { slice = SLICE_MS, ...options } = {}) {
      const limits = { slice, read: Math.max(slice, SHORTEST_READ_MS) };
      return (await advance(context, await toTask(key, list, options), limits)).progress;
    },
    async get(key) {
      const stored = await getJob(store, checkKey(key));
      return stored && viewOf(store, stored.record);
    },
    async add(key, list, options = {}) {
      const { addJob } = await import('./fleet/add.ts');
      return addJob(context, checkKey(key), list, options);
    },
    async work(options = {}) {
      const { work } = await import('./fleet/work.ts');
      return work(context, options);
    },
    async sweep(options = {}) {
      const { sweep } = await import('./fleet/sweep.ts');
      return sweep(context, options);
    },
    async wake(event) {
      const { wakeJob } = await import('./fleet/wake.ts');
      return wakeJob(store, event);
    },
    async *list({ state, after, limit } = {}) {
      const states = typeof state === 'string' ? [state] : state;
      for await (const record of store.list({ states, after, limit, withoutParts: true }))
        yield await viewOf(store, record);
    },
    async summary() {
      const { summarize } = await import('./fleet/summary.ts');
      return summarize(store);
    },
    async budget() {
      if (budget === undefined) return undefined;
      const { readBudget } = await import('./budget/state.ts');
      return readBudget(store, budget);
    },
    resolve: (key, decision) => resolveJob(context, checkKey(key), decision),
  };
}
