import { errorFrom } from '../errors/from-response.ts';
import { OutcomeUnknownError } from '../errors/outcome-unknown.ts';
import type { SendAttempt } from '../transport/send.ts';
import {
  describeCall,
  failedResponse,
  type ApiResponse,
  type Attempt,
  type PreparedRequest,
} from '../transport/types.ts';
import { MAX_DELAY_MS } from '../time/backoff.ts';
import { sleep } from '../time/sleep.ts';
import { notify, type OnAttempt } from './attempt-event.ts';
import { startClock } from './call-clock.ts';
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
export function createRetry(sendAttempt: SendAttempt, onAttempt: OnAttempt | undefined): SendRequest {
  // The documented rate limits apply to writes: a 429 for one class says nothing about the other.
  const gates = { reads: createRateLimitGate(), writes: createRateLimitGate() };

  return async (request) => {
    const { method, body, limits, nonIdempotent, signal } = request;
    const clock = startClock(request);
    const gate = method === 'GET' ? gates.reads : gates.writes;
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
      const stopped = clock.stopped(number - 1);
      if (stopped) {
        gate.settle(pass, { sent: false });
        throw stopped.reason;
      }

      const attempt: Attempt = { number, repeated, timeout: clock.attemptTimeout(), sent: false };
      const result = await runAttempt(sendAttempt, request, attempt, clock);
      const { response, error } = result;
      const { sent } = attempt;

      const limited = response?.status === 429 ? response : undefined;
      const delay = retryDelay(response, failures);
      // A 429 caused by the requests of other calls doesn't count as a retry of this call.
      if (!limited || !pass || (pass.probe && !gate.shared)) failures += 1;
      gate.settle(pass, { sent, limited, delay });

      const outcome = { status: response?.status, error, sent, aborted: signal?.aborted === true };
      const decision = decide(outcome, {
        nonIdempotent: nonIdempotent !== undefined,
        replayable: !(body instanceof ReadableStream),
        retriesLeft: failures <= limits.maxRetries,
        inTime: delay <= MAX_DELAY_MS && Math.max(delay, gate.opensIn) < clock.left(),
      });
      notify(onAttempt, request, number, result, decision === 'retry' ? delay : undefined);
      if (decision === 'unknown' && nonIdempotent) {
        const cause = response ? errorFrom(failedResponse(response)) : error;
        const { advice, from, filename } = nonIdempotent;
        const trace = { from, to: new Date(), filename };
        throw new OutcomeUnknownError(describeCall(request, number), trace, advice, cause);
      }
      if (decision === 'return') {
        if (response) return repeated ? { ...response, left: clock.left() } : response;
        throw error;
      }
      repeated ||= mayHaveRun(outcome);
      // After a 429 the gate waits, for all calls of its class.
      if (!limited) await sleep(delay, signal);
    }
  };
}
