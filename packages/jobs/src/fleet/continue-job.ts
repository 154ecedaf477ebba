import { advance, type TimeLimits } from '../advance.ts';
import type { Progress } from '../job.ts';
import type { JobList } from '../list/job-list.ts';
import { observe } from '../observe.ts';
import type { Context } from '../protocol/context.ts';
import { toTask } from '../task.ts';
import { traceJob } from '../tracing/trace-job.ts';
import type { FleetOptions } from './fleet-options.ts';
import type { Stop } from './stop.ts';
import { unlessAborted } from './unless-aborted.ts';
import { giveBack, putOff, take } from './take.ts';

/**
 * What became of a job that was due, if it wasn't continued.
 *
 * - `taken`: another worker was faster
 * - `listless`: it has no list, so it was put off
 * - `failed`: it was put off because of an error that isn't the API's
 * - `stuck`: it couldn't even be put off, because the store failed
 * - `stopped`: the worker stops
 */
export type NotContinued = 'taken' | 'listless' | 'failed' | 'stuck' | 'stopped';

/** Continues a job that is due by one slice. Never rejects. */
export async function continueJob(
  context: Context,
  key: string,
  options: FleetOptions,
  limits: TimeLimits,
  { soft, hard }: Stop,
): Promise<Progress | NotContinued> {
  const { list, save, maxCredits, onProgress, onError } = options;
  let isListless = false;
  const make = async (): Promise<JobList | undefined> => {
    const found = await list?.(key);
    return typeof found === 'function' ? found() : found;
  };
  const source = async (): Promise<JobList> => {
    // It can take long to make a list, and nothing was sent yet.
    const made = await unlessAborted(soft, make());
    isListless = made === undefined;
    if (made === undefined) throw new Error('The job has no list.');
    return made;
  };
  try {
    if (!(await take(context, key))) return 'taken';
    const task = await toTask(key, source, { maxCredits, save: save?.(key), signal: hard });
    const progress = await traceJob(
      'advance',
      key,
      async () => (await advance(context, { ...task, stop: soft }, limits)).progress,
    );
    observe(onProgress, progress);
    return progress;
  } catch (error) {
    const isStopped = soft.aborted && (hard.aborted || error === soft.reason);
    if (!isStopped && !isListless) observe(onError, error, key);
    try {
      await (soft.aborted ? giveBack(context, key) : putOff(context, key, isListless ? undefined : error));
    } catch (failure) {
      observe(onError, failure, key);
      return 'stuck';
    }
    if (soft.aborted) return 'stopped';
    return isListless ? 'listless' : 'failed';
  }
}
