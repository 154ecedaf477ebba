import type { ErrorJson } from '@optimaldial/client';

/** What a step of the protocol ended with; `undefined` if the next step can follow immediately. */
export type Step = Pause | undefined;

/** The job can't continue now. */
export interface Pause {
  /** When to continue, in ms from now. */
  readonly again: number;
  /** Why, if it is an error. */
  readonly error?: unknown;
}

/** How long to wait if only a person can help, in ms. */
export const PERSON_MS = 900_000;
const LONGEST_MS = 60_000;

/**
 * When to repeat a step that failed.
 *
 * @param elapsed how long the job has been at it, in ms: the longer, the longer the delay
 */
export function pauseAfter(error: ErrorJson, elapsed: number): number {
  if (error.next === 'person' || error.next === 'give_up') return PERSON_MS;
  return Math.max((error.retryAfter ?? 0) * 1000, growing(elapsed));
}

/** A delay in ms that grows with the time that has passed, with jitter. */
export function growing(elapsed: number): number {
  return Math.min(LONGEST_MS, 2000 + Math.max(0, elapsed) / 2) * (0.5 + Math.random() / 2);
}

/**
 * When a job is due after a delay, in whole ms.
 *
 * @param now by the clock of the store
 */
export function dueAfter(now: number, again: number): number {
  return Math.ceil(now + again);
}
