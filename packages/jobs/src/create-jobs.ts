import { getJob } from './store/get-job.ts';
import { ConfigurationError, InvalidInputError } from '@optimaldial/client';
import { advance } from './advance.ts';
import { checkBudget, readBudget, type BudgetState } from './budget/budget.ts';
import { type Job, type Progress } from './job.ts';
import type { ListSource } from './list/job-list.ts';
import type { AdvanceOptions, Decision, JobsOptions, RunOptions } from './options.ts';
import type { Context, Task } from './protocol/context.ts';
import { viewOf } from './parts/view.ts';
import { resolveJob } from './resolve.ts';
import { runJob } from './run.ts';

/** Jobs: lists that are sent and paid once, whatever happens to the processes that work on them. */
export interface Jobs {
  /**
   * Runs a job to its end, from wherever an earlier process stopped. Before the list is sent, temporary errors
   * are thrown after a minute, except rate limits; after that, they are retried for as long as it takes.
   *
   * @param key identifies the job: the same key never pays twice. It appears in messages and logs, so it
   *   must not contain personal data
   * @param list what `uploads.create` accepts, or a CSV `file` by its path; or a function that makes the list,
   *   called only if it wasn't sent yet
   * @returns the job, which is `done`
   * @throws JobError if the job failed, needs review, or was started with another list or account
   * @throws InsufficientCreditsError, or another error of the client that only a person can resolve. Then the
   *   same call continues
   * @throws InvalidInputError for an invalid argument
   */
  run(key: string, list: ListSource, options?: RunOptions): Promise<Job>;

  /**
   * Works on a job for at most 10 seconds: for functions with a time limit, and for engines that repeat steps.
   * Any number of processes can call it at any time.
   *
   * @param list can be omitted once the list was sent
   * @returns the job, with `done`, and `again`: when to call `advance` again, in ms. Errors of the API are
   *   returned as `error`
   * @throws JobError with the code `job_conflict` if the job was started with another list or account
   * @throws InvalidInputError for an invalid argument
   */
  advance(key: string, list?: ListSource, options?: AdvanceOptions): Promise<Progress>;

  /** Reads a job from the store; `undefined` if the store doesn't have it. */
  get(key: string): Promise<Job | undefined>;

  /** Reads all jobs from the store, in no particular order. */
  list(): AsyncIterable<Job>;

  /** Reads what is left of the budget today; `undefined` without a budget. */
  budget(): Promise<BudgetState | undefined>;

  /**
   * Stores what a person decided about a job that needs review. Then `run` or `advance` continues it.
   *
   * @throws InvalidInputError if the job doesn't exist, doesn't need review, or the decision doesn't fit
   */
  resolve(key: string, decision: Decision): Promise<Job>;
}

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
  budget: limit,
}: JobsOptions): Jobs {
  for (const [name, ms] of Object.entries({ settle, lease })) {
    if (!(Number.isFinite(ms) && ms > 0)) {
      throw new ConfigurationError(`\`${name}\` must be a positive number of ms.`);
    }
  }
  const budget = limit && checkBudget(limit);
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
    async *list() {
      for await (const record of store.list())
        if (record.partOf === undefined) yield await viewOf(store, record);
    },
    budget: async () => budget && readBudget(store, budget),
    resolve: (key, decision) => resolveJob(context, checkKey(key), decision),
  };
}

async function toTask(
  key: string,
  source: ListSource | undefined,
  { maxCredits, save = {}, signal }: AdvanceOptions,
): Promise<Omit<Task, 'reads'>> {
  checkKey(key);
  if (Object.values(save).some((path) => path !== undefined)) {
    const { checkTargets } = await import('./protocol/save.ts');
    await checkTargets(save);
  }
  return { key, source, maxCredits, save, signal };
}

const LONGEST_KEY = 500;

function checkKey(key: unknown): string {
  if (typeof key === 'string' && key.trim() !== '' && key.length <= LONGEST_KEY && !/\p{Cc}/u.test(key)) {
    return key;
  }
  throw new InvalidInputError(
    `The key of a job must be a string of 1 to ${LONGEST_KEY} characters without control characters.`,
  );
}
