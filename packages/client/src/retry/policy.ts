import { isOptimalDialError } from '../errors/base.ts';
import { ConnectionError } from '../errors/call-error.ts';
import { TimeoutError } from '../errors/timeout.ts';
import { isTransient, isTransientStatus } from '../errors/transient.ts';

/** How one attempt ended: with a response, or with an error. */
export interface Outcome {
  /** HTTP status of the response; `undefined` if an error ended the attempt. */
  readonly status: number | undefined;
  /** What ended the attempt instead of a response. */
  readonly error: unknown;
  /** Whether anything of the request may have left this machine. */
  readonly sent: boolean;
  /** Whether the caller has aborted the call. */
  readonly aborted: boolean;
}

/** What the decision depends on besides the outcome. */
export interface Attempted {
  /** Whether the request charges, or can't be repeated for another reason. */
  readonly nonIdempotent: boolean;
  /** Whether its body can be sent again; a stream is gone once it was sent. */
  readonly replayable: boolean;
  /** Whether retries are left. */
  readonly retriesLeft: boolean;
  /** Whether the pause before the next attempt ends before the deadline. */
  readonly inTime: boolean;
}

/**
 * What to do after an attempt: return its response or error, send the request again, or report that its
 * outcome is unknown. The one place that decides.
 */
export type Decision = 'return' | 'retry' | 'unknown';

/** Decides what to do after an attempt. Pure. */
export function decide(outcome: Outcome, request: Attempted): Decision {
  if (request.nonIdempotent && mayHaveRun(outcome)) return 'unknown';
  const { status, error, aborted } = outcome;
  const transient =
    status === undefined ? isTransient(error) && !isDeadline(error) : isTransientStatus(status);
  return transient && !aborted && request.replayable && request.retriesLeft && request.inTime
    ? 'retry'
    : 'return';
}

/** Whether the server may have carried out the request although no success came back. */
export function mayHaveRun({ status, error, sent, aborted }: Outcome): boolean {
  if (status !== undefined) {
    return status === 408 || status >= 500 || (status < 400 && !(status >= 200 && status < 300));
  }
  if (!sent) return false;
  // The caller's own reason says nothing about the request, even if it is an error of ours.
  if (aborted) return true;
  // A file that couldn't be read to its end was never sent whole.
  return !neverSent(error) && !(isOptimalDialError(error) && error.code === 'invalid_input');
}

/** Whether a failure is known to have come before anything was sent. */
function neverSent(error: unknown): boolean {
  return error instanceof ConnectionError && (error.phase === 'connect' || error.phase === 'certificate');
}

function isDeadline(error: unknown): boolean {
  return error instanceof TimeoutError && error.limit === 'deadline';
}
