import { LimiterError } from '../errors/call-error.ts';
import { describeCall, type PreparedRequest } from '../transport/types.ts';
import { withTimeout } from '../time/with-timeout.ts';
import { observe } from './attempt-event.ts';
import type { CallClock } from './call-clock.ts';

/** A write that is about to be sent, or that was rejected. Contains no secrets: no ID, host or body. */
export interface LimitedRequest {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path template of the spec, such as `/api/v1/uploads/{upload_id}`. */
  readonly path: string;
}

/**
 * Shares a rate limit between processes. Called for writes only: the documented rate limits don't apply to
 * `GET` requests.
 */
export interface Limiter {
  /**
   * Returns a promise that resolves when the request may be sent. Called before each attempt. The time counts
   * towards the `deadline` of the call.
   *
   * @param request has a `signal` that aborts when the result no longer matters: the call was aborted, or its
   *   deadline has passed
   * @throws anything; then nothing is sent, and the call throws `LimiterError`
   */
  acquire(request: LimitedRequest & { readonly signal: AbortSignal }): unknown;
  /**
   * Called after a 429, so that all processes can wait. Not awaited; errors and rejections are ignored.
   *
   * @param rejection has `retryAfter`: how long to send nothing, in seconds
   */
  limited?(rejection: LimitedRequest & { readonly retryAfter: number }): unknown;
}

/**
 * Waits until the limiter lets a write pass.
 *
 * @throws LimiterError if it fails, TimeoutError after the deadline, or the reason of the caller's signal
 */
export async function acquire(
  limiter: Limiter,
  request: PreparedRequest,
  attempts: number,
  clock: CallClock,
): Promise<void> {
  const { method, template: path } = request;
  await withTimeout(
    clock.left(),
    request.signal,
    () => clock.timeoutError(attempts, 'deadline'),
    async (signal) => {
      try {
        await limiter.acquire({ method, path, signal });
      } catch (error) {
        throw new LimiterError(describeCall(request, attempts), error);
      }
    },
  );
}

/** Reports to the limiter that the server has rejected a write. */
export function tellLimited(limiter: Limiter, { method, template: path }: PreparedRequest, ms: number): void {
  const rejection = { method, path, retryAfter: ms / 1000 };
  if (limiter.limited) observe((value) => limiter.limited?.(value), rejection);
}
