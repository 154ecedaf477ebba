import { AGAIN_MS, type Shift } from './driver.ts';

/** A temporary error of a slice, for the retries of an engine. */
class SliceFailed extends Error {}

/**
 * Advances a job as the step of an engine: throws temporary errors, so that the engine retries the step.
 *
 * @returns when to advance it again, in ms; -1 if it has ended
 */
export async function slice({ advance }: Shift, job: number): Promise<number> {
  const { done, again, error } = await advance(job);
  if (done) return -1;
  if (error?.next === 'retry' && error.retryAfter === undefined) throw new SliceFailed(error.message);
  return Math.min(again, AGAIN_MS);
}
