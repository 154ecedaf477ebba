import type { TimeLimits } from '../advance.ts';
import type { Progress } from '../job.ts';
import type { Context } from '../protocol/context.ts';
import { continueJob, type NotContinued } from './continue-job.ts';
import { findDue } from './due-jobs.ts';
import { checkFleetOptions, type FleetOptions } from './fleet-options.ts';
import { createStop } from './stop.ts';

/** Options of `sweep`. */
export interface SweepOptions extends FleetOptions {
  /**
   * Maximum number of jobs to continue.
   *
   * @default all that are due
   */
  readonly limit?: number | undefined;
  /**
   * How long to work on each job, in ms. With 0, a job is continued until it would have to wait.
   *
   * @default 0
   */
  readonly slice?: number | undefined;
}

/** What became of the jobs that were due. */
export interface Sweep {
  /** Jobs that were continued: the sum of the next four. */
  readonly advanced: number;
  readonly done: number;
  readonly failed: number;
  readonly needsReview: number;
  /** Jobs that will be due later. */
  readonly waiting: number;
  /** Jobs that were put off because of an error, for which `onError` was called. */
  readonly errors: number;
  /** Jobs that another worker took, that have no list, or that were left when `signal` was aborted. */
  readonly skipped: number;
}

/** Shortest deadline of requests that only read, in ms. */
const SHORTEST_READ_MS = 5000;

/** Continues every job that is due by one slice. */
export async function sweep(context: Context, options: SweepOptions): Promise<Sweep> {
  const { concurrency, grace } = checkFleetOptions(options);
  const { slice = 0, limit, signal } = options;
  const limits: TimeLimits = { slice, read: Math.max(slice, SHORTEST_READ_MS) };
  const counts = { advanced: 0, done: 0, failed: 0, needsReview: 0, waiting: 0, errors: 0, skipped: 0 };
  const { keys } = await findDue(context.store, await context.store.now(), { limit });
  const stop = createStop(signal, grace);
  const lane = async (): Promise<void> => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      if (stop.soft.aborted) {
        counts.skipped += 1;
        continue;
      }
      const result = await continueJob(context, key, options, limits, stop);
      if (typeof result === 'object') counts.advanced += 1;
      counts[countOf(result)] += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, lane));
  } finally {
    stop.close();
  }
  return counts;
}

function countOf(result: Progress | NotContinued): Exclude<keyof Sweep, 'advanced'> {
  if (typeof result === 'string') return result === 'failed' || result === 'stuck' ? 'errors' : 'skipped';
  const { state } = result;
  if (state === 'done' || state === 'failed') return state;
  return state === 'needs_review' ? 'needsReview' : 'waiting';
}
