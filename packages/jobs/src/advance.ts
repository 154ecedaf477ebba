import type { Progress } from './job.ts';
import { hasEnded } from './store/record.ts';
import { toJob } from './job-view.ts';
import { advanceParts } from './parts/advance-parts.ts';
import { advanceOne } from './protocol/advance-one.ts';
import type { Context, Task } from './protocol/context.ts';
import { describeError } from './protocol/describe-error.ts';
import { openJob } from './protocol/open-job.ts';
import type { JobRecord } from './store/record.ts';

/** How far a job got, and the error that stopped it, as it was thrown. */
export interface SliceResult {
  readonly progress: Progress;
  readonly error: unknown;
}

/** How much of a caller's time a slice may take, in ms. */
export interface TimeLimits {
  /** How long to work. */
  readonly slice: number;
  /** Deadline of each request that only reads. */
  readonly read: number;
}

/** Works on a job for a while. */
export async function advance(
  context: Context,
  given: Omit<Task, 'reads'>,
  limits: TimeLimits,
): Promise<SliceResult> {
  const slice = { owner: crypto.randomUUID(), end: performance.now() + limits.slice };
  // Without retries, because the job repeats the step later.
  const reads = { maxRetries: 0, deadline: limits.read, signal: given.signal };
  const task = { ...given, source: once(given.source), reads };
  const { record: opened } = await openJob(context, task);
  const parts: readonly JobRecord[] = [];
  const advanced =
    opened.parts === undefined
      ? { ...(await advanceOne(context, task, slice)), parts }
      : await advanceParts(context, task, opened, slice);
  const { record, again, error } = advanced;
  const job = toJob(record, advanced.parts);
  const done = hasEnded(job.state);
  return {
    progress: {
      ...job,
      error: error === undefined ? job.error : describeError(error),
      done,
      again: done ? 0 : Math.ceil(again),
    },
    error,
  };
}

/** Calls a function that makes a list only once. */
function once(source: Task['source']): Task['source'] {
  if (typeof source !== 'function') return source;
  let made: ReturnType<typeof source> | undefined;
  return () => (made ??= source());
}
