import { ConfigurationError, InvalidInputError } from '@optimaldial/client';
import { advance } from './advance.ts';
import { checkBudget } from './budget/budget.ts';
import type { Jobs } from './jobs.ts';
import { checkCallOptions, checkJobsOptions } from './option-names.ts';
import type { JobsOptions } from './options.ts';
import { viewOf } from './parts/view.ts';
import type { Context } from './protocol/context.ts';
import { resolveJob } from './resolve.ts';
import { runJob } from './run.ts';
import { getJob } from './store/get-job.ts';
import { JOB_STATES } from './store/record.ts';
import { checkKey, toTask } from './task.ts';
import { traceJob } from './tracing/trace-job.ts';

const SETTLE_MS = 900_000;
const LEASE_MS = 30_000;
const SLICE_MS = 10_000;
const SHORTEST_READ_MS = 5000;

/**
 * Creates jobs on a client and a store. Does nothing before the first call.
 *
 * @throws ConfigurationError if an option is invalid
 */
export function createJobs(given: JobsOptions): Jobs {
  checkJobsOptions(given);
  const { client, store, settle = SETTLE_MS, lease = LEASE_MS } = given;
  if (typeof client?.uploads?.create !== 'function') {
    throw new ConfigurationError('`client` is missing. Pass the result of `createClient`.');
  }
  if (typeof store?.put !== 'function') {
    throw new ConfigurationError('`store` is missing. Pass a store, such as `fileStore(folder)`.');
  }
  for (const [name, ms] of Object.entries({ settle, lease })) {
    if (!(Number.isFinite(ms) && ms > 0)) {
      throw new ConfigurationError(`\`${name}\` must be a positive number of ms.`);
    }
  }
  const budget = given.budget && checkBudget(given.budget);
  const context: Context = { client, store, settle, lease, budget };
  return {
    async run(key, list, options = {}) {
      checkCallOptions('run', options);
      const task = { ...(await toTask(key, list, options)), canMove: true };
      return traceJob('run', key, () => runJob(context, task, options.onProgress));
    },
    async advance(key, list, options = {}) {
      checkCallOptions('advance', options);
      const { slice = SLICE_MS } = options;
      const limits = { slice, read: Math.max(slice, SHORTEST_READ_MS) };
      const task = { ...(await toTask(key, list, options)), canMove: true };
      return traceJob('advance', key, async () => (await advance(context, task, limits)).progress);
    },
    async get(key) {
      const stored = await getJob(store, checkKey(key));
      return stored && viewOf(store, stored.record);
    },
    async add(key, list, options = {}) {
      checkCallOptions('add', options);
      const { addJob } = await import('./fleet/add.ts');
      return addJob(context, checkKey(key), list, options);
    },
    async work(options = {}) {
      checkCallOptions('work', options);
      const { work } = await import('./fleet/work.ts');
      return work(context, options);
    },
    async sweep(options = {}) {
      checkCallOptions('sweep', options);
      const { sweep } = await import('./fleet/sweep.ts');
      return sweep(context, options);
    },
    async wake(event) {
      const { wakeJob } = await import('./fleet/wake.ts');
      return wakeJob(store, event);
    },
    async *list(options = {}) {
      checkCallOptions('list', options);
      const { state, after, limit } = options;
      const states = state === undefined ? undefined : [state].flat();
      const unknown = states?.find((one) => !JOB_STATES.includes(one));
      if (unknown !== undefined) {
        throw new InvalidInputError(`\`state\` must be ${JOB_STATES.join(', ')}, or an array of these.`);
      }
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
