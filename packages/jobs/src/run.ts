import { isOptimalDialError } from '@optimaldial/client';
import { advance, type TimeLimits } from './advance.ts';
import { jobErrorOf } from './job-error.ts';
import type { Job } from './job.ts';
import type { RunOptions } from './options.ts';
import type { Context, Task } from './protocol/context.ts';
import { sleep } from './protocol/sleep.ts';
import { growing } from './protocol/step.ts';

/** Short slices, so that progress is reported soon. */
const LIMITS: TimeLimits = { slice: 1000, read: 60_000 };

/**
 * Advances a job until it is done.
 *
 * @throws JobError if the job failed or needs review, or the error that only a person can resolve
 */
export async function runJob(
  context: Context,
  task: Omit<Task, 'reads'>,
  onProgress: RunOptions['onProgress'],
): Promise<Job> {
  const started = performance.now();
  for (;;) {
    const { progress, error } = await advance(context, task, LIMITS).catch((thrown: unknown) => {
      // The store is unreachable for a while, such as a database that restarts.
      if (task.signal?.aborted || !canRetry(thrown)) throw thrown;
      return { progress: undefined, error: thrown };
    });
    if (progress === undefined) {
      await sleep(growing(performance.now() - started), task.signal);
      continue;
    }
    report(onProgress, progress);
    const { done, again, ...job } = progress;
    const problem = jobErrorOf(job);
    if (problem !== undefined) throw problem;
    if (done) return job;
    if (isOptimalDialError(error) && (error.next === 'person' || error.next === 'give_up')) throw error;
    await sleep(again, task.signal);
  }
}

function canRetry(error: unknown): boolean {
  return isOptimalDialError(error) && error.next === 'retry';
}

function report(
  onProgress: RunOptions['onProgress'],
  progress: Parameters<NonNullable<typeof onProgress>>[0],
): void {
  try {
    const result: unknown = onProgress?.(progress);
    Promise.resolve(result).catch(() => undefined);
  } catch {
    // An observer must not stop a job that was paid for.
  }
}
