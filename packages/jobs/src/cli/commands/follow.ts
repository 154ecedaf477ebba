import type { Jobs } from '../../jobs.ts';
import type { Progress } from '../../job.ts';
import type { FileList } from '../../list/job-list.ts';
import type { AdvanceOptions } from '../../options.ts';
import { sleep } from '../../wait/sleep.ts';
import { graceful } from './graceful-stop.ts';

/** How to follow a job. */
export interface FollowOptions extends Omit<AdvanceOptions, 'slice' | 'signal'> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Called when the signal aborts, before a request in progress ends. */
  readonly onStop: () => void;
  /** How long to wait, in ms. @default forever */
  readonly maxWait?: number | undefined;
}

/** Short, so a user sees every change. */
const SLICE_MS = 1000;
/** How long to repeat a call that fails before the list was sent, in ms. */
const UNSENT_MS = 120_000;

/**
 * Advances a job until it ends, a person has to act, or the time is over.
 *
 * @returns how far it got
 * @throws the reason of the signal
 */
export async function followJob(
  jobs: Jobs,
  key: string,
  list: FileList,
  { onProgress, onStop, signal, maxWait = Infinity, ...options }: FollowOptions,
): Promise<Progress> {
  const started = performance.now();
  let isBusy = true;
  const stopped = graceful(signal, () => {
    if (isBusy) onStop();
  });
  for (;;) {
    const progress = await jobs.advance(key, list, { ...options, signal: stopped, slice: SLICE_MS });
    onProgress(progress);
    const { state, done, again, error } = progress;
    if (done || state === 'needs_review' || error?.next === 'person' || error?.next === 'give_up') {
      return progress;
    }
    signal.throwIfAborted();
    const limit = state === 'reserved' ? Math.min(maxWait, UNSENT_MS) : maxWait;
    if (performance.now() - started + again > limit) return progress;
    isBusy = false;
    await sleep(again, signal);
    isBusy = true;
  }
}
