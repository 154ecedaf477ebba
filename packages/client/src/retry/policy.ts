import { isOptimalDialError } from '../errors/base.ts';
import { ConnectionError } from '../errors/call-error.ts';
import { TimeoutError } from '../errors/timeout.ts';
import { isTransient, isTransientStatus } from '../errors/transient.ts';

/** What an attempt ended with, as far as the decision depends on it. */
export interface Outcome {
  /** HTTP status of the response; `undefined` without a response. */
  readonly status: number | undefined;
  /** The error, if no response arrived. */
  readonly error: unknown;
  /** Whether any of the request may have left this machine. */
  readonly sent: boolean;
  /** Whether the caller has aborted the call. */
  readonly aborted: boolean;
}

/** What the decision depends on besides the outcome. */
export interface RetryConditions {
  /** Whether the request is non-idempotent, such as one that charges credits. */
  readonly nonIdempotent: boolean;
  /** Whether its body can be resent. A stream can't. */
  readonly replayable: boolean;
  /** Whether any retries are left. */
  readonly retriesLeft: boolean;
  /** Whether the delay before the next attempt ends before the deadline. */
  readonly inTime: boolean;
}

/** What to do after an attempt: return its result, retry, or report an unknown outcome. */
export type Decision = 'return' | 'retry' | 'unknown';

/** Decides what to do after an attempt. Pure, and the only place that decides it. */
export function decide(outcome: Outcome, conditions: RetryConditions): Decision {
  if (conditions.nonIdempotent && mayHaveRun(outcome)) return 'unknown';
  const { status, error, aborted } = outcome;
  const transient =
    status === undefined ? isTransient(error) && !isDeadline(error) : isTransientStatus(status);
  const { replayable, retriesLeft, inTime } = conditions;
  return transient && !aborted && replayable && retriesLeft && inTime ? 'retry' : 'return';
}

/** Whether the server may have carried out the request although it reported no success. */
export function mayHaveRun({ status, error, sent, aborted }: Outcome): boolean {
  if (status !== undefined) {
    return status === 408 || status >= 500 || (status < 400 && !(status >= 200 && status < 300));
  }
  if (!sent) return false;
  // The caller's abort reason says nothing about the request, even if it is an error of this package.
  if (aborted) return true;
  // A file that couldn't be read to its end was never sent whole.
  return !neverSent(error) && !(isOptimalDialError(error) && error.code === 'invalid_input');
}

function neverSent(error: unknown): boolean {
  return error instanceof ConnectionError && (error.phase === 'connect' || error.phase === 'certificate');
}

function isDeadline(error: unknown): boolean {
  return error instanceof TimeoutError && error.limit === 'deadline';
}
