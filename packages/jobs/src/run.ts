import { isOptimalDialError } from '@optimaldial/client';
import { advance, type TimeLimits } from './advance.ts';
import { jobErrorOf } from './job-error.ts';
import type { Job } from './job.ts';
import { observe } from './observe.ts';
import type { RunOptions } from './options.ts';
import type { Context, Task } from './protocol/context.ts';
import { sleep } from './wait/sleep.ts';
import { growing } from './protocol/step.ts';
import { sleepUntilWoken } from './wait/woken.ts';

/** Short slices, so that progress is reported soon. */
const LIMITS: TimeLimits = { slice: 1000, read: 60_000 };

/** How long a list that wasn't sent yet can fail to be sent, in ms, before `run` throws. */
const UNSENT_MS = 60_000;

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
  let failingSince: number | undefined;
  for (;;) {
    const { progress, error } = await advance(context, task, LIMITS).catch((thrown: unknown) => {
      // The store is unreachable for a while, such as a database that restarts.
      if (task.signal?.aborted || !canRetry(thrown)) throw thrown;
      return { progress: undefined, error: undefined };
    });
    if (progress === undefined) {
      await sleep(growing(0), task.signal);
      continue;
    }
    observe(onProgress, progress);
    const { done, again, ...job } = progress;
    const problem = jobErrorOf(job);
    if (problem !== undefined) throw problem;
    if (done) return job;
    const failure = isOptimalDialError(error) ? error : undefined;
    if (failure?.next === 'person' || failure?.next === 'give_up') throw failure;
    // A full budget ends with the day, unless other lists turn out to be cheaper.
    if (failure?.code === 'job_over_budget' && (failure.retryAfter ?? 0) * 1000 > UNSENT_MS) throw failure;
    // Nothing is paid for yet, so a wrong address or a missing network should be noticed. A rate limit ends.
    if (failure === undefined || failure.code === 'rate_limited' || job.state !== 'reserved') {
      failingSince = undefined;
    } else {
      failingSince ??= performance.now();
      if (performance.now() - failingSince > UNSENT_MS) throw failure;
    }
    await sleepUntilWoken(context, task, again);
  }
}

function canRetry(error: unknown): boolean {
  return isOptimalDialError(error) && error.next === 'retry';
}
