import type { BudgetState } from './budget/state.ts';
import type { FleetOptions } from './fleet/fleet-options.ts';
import type { Sweep, SweepOptions } from './fleet/sweep.ts';
import type { UploadEvent, Woken } from './fleet/wake.ts';
import type { JobSummary } from './fleet/summary.ts';
import type { Job, Progress } from './job.ts';
import type { ListSource } from './list/job-list.ts';
import type { AddOptions, AdvanceOptions, Decision, ListOptions, RunOptions } from './options.ts';

/** Jobs: lists that are sent and paid once, whatever happens to the processes that work on them. */
export interface Jobs {
  /**
   * Runs a job to its end, from wherever an earlier process stopped. Before the list is sent, temporary errors
   * are thrown after about 60 to 90 seconds, except rate limits; after that, they are retried for as long as it takes.
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

  /**
   * Stores a job without sending its list, so that a worker finds it. Changes nothing if the job exists.
   *
   * @param list the list that the worker will send: only its fingerprint is stored
   * @returns the job
   * @throws JobError with the code `job_conflict` if the job was started with another list or account
   * @throws InvalidInputError for an invalid argument, or a list above `maxCredits`
   */
  add(key: string, list: ListSource, options?: AddOptions): Promise<Job>;

  /**
   * Continues jobs as they become due: those that were added, those that wait for their results, and those
   * whose worker has died. Any number of processes can do this on one store.
   *
   * @returns a promise that resolves when `signal` was aborted and every job is given back. Without a signal,
   *   it never resolves
   * @throws the error of the store, if only a person can resolve it, such as a missing table. Others are passed
   *   to `onError`, and retried
   * @throws InvalidInputError for an invalid option
   */
  work(options?: FleetOptions): Promise<void>;

  /**
   * Continues every job that is due by one slice: for cron and functions with a time limit, and to find what a
   * lost webhook has missed.
   *
   * @returns how many jobs it has continued, and their states
   * @throws the error of the store, if it can't be searched
   * @throws InvalidInputError for an invalid option
   */
  sweep(options?: SweepOptions): Promise<Sweep>;

  /**
   * Makes the job of an upload due, so that a worker or `run` continues it within seconds. The same event again
   * changes nothing.
   *
   * @param event a verified event: what `verifyWebhook` of `@optimaldial/client/webhooks` has returned
   * @returns the job; without one if no job of this store is known to have the upload. Nothing is lost then:
   *   jobs also poll
   * @throws InvalidInputError if `event` has no ID
   */
  wake(event: UploadEvent): Promise<Woken>;

  /** Reads a job from the store; `undefined` if the store doesn't have it. */
  get(key: string): Promise<Job | undefined>;

  /**
   * Reads jobs from the store, in an order that doesn't change.
   *
   * @param options which of them. Default: all
   * @example
   * for await (const { key } of jobs.list({ state: 'needs_review', limit: 50 })) console.log(key);
   */
  list(options?: ListOptions): AsyncIterable<Job>;

  /** Counts the jobs of the store by state, and adds up the credits of each of the last 31 days. */
  summary(): Promise<JobSummary>;

  /** Reads what is left of the budget today; `undefined` without a budget. */
  budget(): Promise<BudgetState | undefined>;

  /**
   * Stores what a person decided about a job that needs review. Then `run` or `advance` continues it.
   *
   * @throws InvalidInputError if the job doesn't exist, doesn't need review, or the decision doesn't fit
   */
  resolve(key: string, decision: Decision): Promise<Job>;
}
