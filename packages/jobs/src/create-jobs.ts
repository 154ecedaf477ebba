import { ConfigurationError, InvalidInputError } from '@optimaldial/client';
import { advance } from './advance.ts';
import { checkBudget } from './budget/budget.ts';
import type { Jobs } from './jobs.ts';
import type { JobsOptions } from './options.ts';
import { viewOf } from './parts/view.ts';
import type { Context } from './protocol/context.ts';
import { resolveJob } from './resolve.ts';
import { runJob } from './run.ts';
import { unknownOption } from './check-names.ts';
import { getJob } from './store/get-job.ts';
import { JOB_STATES } from './store/record.ts';
import { checkKey, checkNames, toTask } from './task.ts';

const SETTLE_MS = 900_000;
const LEASE_MS = 30_000;
const SLICE_MS = 10_000;
const SHORTEST_READ_MS = 5000;
const CALL_OPTIONS = ['maxCredits', 'save', 'signal'];
const FLEET_OPTIONS = [...CALL_OPTIONS, 'list', 'concurrency', 'grace', 'onProgress', 'onError'];

/**
 * Creates jobs on a client and a store. Does nothing before the first call.
 *
 * @throws ConfigurationError if an option is invalid
 */
export function createJobs(options: JobsOptions): Jobs {
  const { client, store, settle = SETTLE_MS, lease = LEASE_MS, budget: given } = options;
  const problem = unknownOption(options, ['client', 'store', 'settle', 'lease', 'budget']);
  if (problem !== undefined) throw new ConfigurationError(problem);
  for (const [name, ms] of Object.entries({ settle, lease })) {
    if (!(Number.isFinite(ms) && ms > 0)) {
      throw new ConfigurationError(`\`${name}\` must be a positive number of ms.`);
    }
  }
  const budget = given && checkBudget(given);
  const context: Context = { client, store, settle, lease, budget };
  return {
    async run(key, list, { onProgress, ...rest } = {}) {
      checkNames(rest, CALL_OPTIONS);
      return runJob(context, { ...(await toTask(key, list, rest)), canMove: true }, onProgress);
    },
    async advance(key, list, { slice = SLICE_MS, ...rest } = {}) {
      checkNames(rest, CALL_OPTIONS);
      const limits = { slice, read: Math.max(slice, SHORTEST_READ_MS) };
      const task = { ...(await toTask(key, list, rest)), canMove: true };
      return (await advance(context, task, limits)).progress;
    },
    async get(key) {
      const stored = await getJob(store, checkKey(key));
      return stored && viewOf(store, stored.record);
    },
    async add(key, list, rest = {}) {
      checkNames(rest, ['maxCredits']);
      const { addJob } = await import('./fleet/add.ts');
      return addJob(context, checkKey(key), list, rest);
    },
    async work(rest = {}) {
      checkNames(rest, FLEET_OPTIONS);
      const { work } = await import('./fleet/work.ts');
      return work(context, rest);
    },
    async sweep(rest = {}) {
      checkNames(rest, [...FLEET_OPTIONS, 'limit', 'slice']);
      const { sweep } = await import('./fleet/sweep.ts');
      return sweep(context, rest);
    },
    async wake(event) {
      const { wakeJob } = await import('./fleet/wake.ts');
      return wakeJob(store, event);
    },
    async *list({ state, after, limit, ...rest } = {}) {
      checkNames(rest, []);
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
