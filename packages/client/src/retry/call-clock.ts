import { TimeoutError } from '../errors/timeout.ts';
import { abortReason } from '../time/abort.ts';
import { describeCall, type PreparedRequest } from '../transport/types.ts';

/** The time of one call. */
export interface CallClock {
  /** Time until the deadline, in ms. */
  left(): number;
  /** Timeout of an attempt that starts now, in ms. */
  attemptTimeout(): number;
  /** Why nothing may be sent any more: the reason of the signal, or a `TimeoutError`. */
  stopped(attempts: number): { readonly reason: unknown } | undefined;
  /** The error for a limit that has passed. */
  timeoutError(attempts: number, limit: 'timeout' | 'deadline'): TimeoutError;
}

/** Starts the clock of a call. */
export function startClock(request: PreparedRequest): CallClock {
  const { limits, signal } = request;
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  const left = (): number => limits.deadline - elapsed();
  const timeoutError: CallClock['timeoutError'] = (attempts, limit) =>
    new TimeoutError(describeCall(request, attempts), {
      limit,
      ms: limits[limit],
      elapsed: Math.round(elapsed()),
    });
  return {
    left,
    attemptTimeout: () => Math.min(limits.timeout, left()),
    stopped(attempts) {
      if (signal?.aborted) return { reason: abortReason(signal) };
      return left() > 0 ? undefined : { reason: timeoutError(attempts, 'deadline') };
    },
    timeoutError,
  };
}
