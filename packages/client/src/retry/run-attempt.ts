import { platform } from '#platform';
import { withTimeout } from '../time/with-timeout.ts';
import type { SendAttempt } from '../transport/send.ts';
import type { ApiResponse, Attempt, PreparedRequest } from '../transport/types.ts';
import type { CallClock } from './call-clock.ts';

/** What an attempt ended with: a response or an error. */
export interface AttemptResult {
  readonly response: ApiResponse | undefined;
  readonly error: unknown;
  /** In ms. */
  readonly duration: number;
}

/** Makes one attempt with its timeout. Never rejects. */
export async function runAttempt(
  sendAttempt: SendAttempt,
  request: PreparedRequest,
  attempt: Attempt,
  clock: CallClock,
): Promise<AttemptResult> {
  const { number, timeout } = attempt;
  const limit = timeout < request.limits.timeout ? 'deadline' : 'timeout';
  const began = performance.now();
  let response: ApiResponse | undefined;
  let error: unknown;
  try {
    response = await platform.trace(
      'attempt',
      () => ({ ...request, number }),
      () =>
        withTimeout(
          timeout,
          request.signal,
          () => clock.timeoutError(number, limit),
          (signal) => sendAttempt(request, attempt, signal),
        ),
    );
  } catch (thrown) {
    error = thrown;
  }
  attempt.end?.();
  return { response, error, duration: performance.now() - began };
}
