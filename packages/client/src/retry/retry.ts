import { errorFrom } from '../errors/from-response.ts';
import { OutcomeUnknownError } from '../errors/outcome-unknown.ts';
import type { SendAttempt } from '../transport/send.ts';
import {
  describeCall,
  failedResponse,
  type ApiResponse,
  type Attempt,
  type NonIdempotent,
  type PreparedRequest,
} from '../transport/types.ts';
import { MAX_DELAY_MS } from '../time/backoff.ts';
import { sleep } from '../time/sleep.ts';
import { notify, type OnAttempt } from './attempt-event.ts';
import { startClock } from './call-clock.ts';
import { acquire, tellLimited, type Limiter } from './limiter.ts';
import { decide, mayHaveRun } from './policy.ts';
import { createRateLimitGate, type Pass } from './rate-limit-gate.ts';
import { retryDelay } from './retry-delay.ts';
import { runAttempt } from './run-attempt.ts';

/** Sends a request in as many attempts as it takes. */
export type SendRequest = (request: PreparedRequest) => Promise<ApiResponse>;

/**
 * Creates the retry layer: it adds timeouts, retries and the rate limit gate to single attempts. This loop
 * only carries out what `policy.ts` decides.
 */
export function createRetry(
  sendAttempt: SendAttempt,
  onAttempt: OnAttempt | undefined,
  limiter: Limiter | undefined,
): SendRequest {
  // The documented rate limits apply to writes: a 429 for one class says nothing about the other.
  const gates = { reads: createRateLimitGate(), writes: createRateLimitGate() };

  const sendAttempts = async (request: PreparedRequest, progress: Progress): Promise<ApiResponse> => {
    const { method, body, limits, nonIdempotent, signal } = request;
    const clock = startClock(request);
    const isRead = method === 'GET';
    const gate = isRead ? gates.reads : gates.writes;
    const turn = gate.turn();
    let repeated = false;
    let failures = 0;

    for (let number = 1; ; number++) {
      let pass: Pass | undefined;
      if (gate.closed) {
        const rejection = gate.rejectionAfter(clock.left());
        if (rejection) return { ...rejection, request, attempts: number - 1, repeated };
        pass = await gate.enter(turn, clock.left(), signal);
      }
      try {
        if (limiter && !isRead) await acquire(limiter, request, number - 1, clock);
        const stopped = clock.stopped(number - 1);
        if (stopped) throw stopped.reason;
      } catch (error) {
        gate.settle(pass, { sent: false });
        throw error;
      }

      const attempt: Attempt = { number, repeated, timeout: clock.attemptTimeout(), sent: false };
      const result = await runAttempt(sendAttempt, request, attempt, clock);
      const { response, error } = result;
      const { sent } = attempt;
      if (response?.ok) {
        gate.settle(pass, { sent });
        notify(onAttempt, request, number, result, undefined);
        return response;
      }

      const limited = response?.status === 429 ? response : undefined;
      const delay = retryDelay(response, failures);
      // A 429 caused by the requests of other calls doesn't count as a retry of this call.
      if (!limited || !pass || (pass.probe && !gate.shared)) failures += 1;
      gate.settle(pass, { sent, limited, delay });
      if (limited && limiter && !isRead) tellLimited(limiter, request, delay);

      progress.attempts = number;
      const outcome = { status: response?.status, error, sent, aborted: signal?.aborted === true };
      progress.mayHaveRun ||= mayHaveRun(outcome);
      const decision = decide(outcome, {
        nonIdempotent: nonIdempotent?.retriable === false,
        replayable: !(body instanceof ReadableStream),
        retriesLeft: failures <= limits.maxRetries,
        inTime: delay <= MAX_DELAY_MS && Math.max(delay, gate.opensIn) < clock.left(),
      });
      notify(onAttempt, request, number, result, decision === 'retry' ? delay : undefined);
      if (decision !== 'retry') {
        if (response) return repeated ? { ...response, left: clock.left() } : response;
        throw error;
      }
      repeated ||= mayHaveRun(outcome);
      // After a 429 the gate waits, for all calls of its class.
      if (!limited) await sleep(delay, signal);
    }
  };

  const sendOnce = async (request: PreparedRequest, nonIdempotent: NonIdempotent): Promise<ApiResponse> => {
    const progress: Progress = { attempts: 0, mayHaveRun: false };
    let cause: unknown;
    try {
      const response = await sendAttempts(request, progress);
      if (response.ok || !progress.mayHaveRun) return response;
      cause = errorFrom(failedResponse(response));
    } catch (error) {
      if (!progress.mayHaveRun) throw error;
      cause = error;
    }
    const { advice, from, filename, token } = nonIdempotent;
    const trace = { from, to: new Date(), filename, token };
    throw new OutcomeUnknownError(describeCall(request, progress.attempts), trace, advice, cause);
  };

  return (request) =>
    request.nonIdempotent
      ? sendOnce(request, request.nonIdempotent)
      : sendAttempts(request, { attempts: 0, mayHaveRun: false });
}

/** How far a call got. */
interface Progress {
  /** Number of attempts. */
  attempts: number;
  /** Whether the server may have carried out any of them. */
  mayHaveRun: boolean;
}
