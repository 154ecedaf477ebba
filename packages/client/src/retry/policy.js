import { isOptimalDialError } from '../errors/base.ts';
import { ConnectionError } from '../errors/call-error.ts';
import { TimeoutError } from '../errors/timeout.ts';
import { isTransient, isTransientStatus } from './transient.ts';
/** Decides what to do after an attempt. Pure. */
export function decide(outcome, request) {
  if (request.nonIdempotent && mayHaveRun(outcome)) return 'unknown';
  const { status, error, aborted } = outcome;
  const transient =
    status === undefined ? isTransient(error) && !isDeadline(error) : isTransientStatus(status);
  return transient && !aborted && request.replayable && request.retriesLeft && request.inTime
    ? 'retry'
    : 'return';
}
/** Whether the server may have carried out the request although no success came back. */
export function mayHaveRun({ status, error, sent, aborted }) {
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
function neverSent(error) {
  return error instanceof ConnectionError && (error.phase === 'connect' || error.phase === 'certificate');
}
function isDeadline(error) {
  return error instanceof TimeoutError && error.limit === 'deadline';
}
