import { abortReason } from '../time/abort.ts';
import type { Attempt } from '../transport/send.ts';
import { fullJitter, MAX_DELAY_MS, type Growth } from '../time/backoff.ts';
import { isForm } from '../body/serialize-body.ts';
import { errorFrom } from '../errors/api-error.ts';
import { OutcomeUnknownError } from '../errors/outcome-unknown.ts';
import { TimeoutError } from '../errors/timeout.ts';
import { createRateLimitGate, type Pass } from './rate-limit-gate.ts';
import { resolveLimits, type CallLimits } from '../time/limits.ts';
import { notify, type OnAttempt } from './attempt-event.ts';
import { sleep } from '../time/sleep.ts';
import { retryAfter } from '../response/retry-after.ts';
import { decide, mayHaveRun } from './policy.ts';
import { describeCall, type ApiResponse, type PreparedRequest, type Try } from '../transport/types.ts';
import { withTimeout } from '../time/with-timeout.ts';

const BACKOFF: Growth = { first: 500, factor: 2, most: 8000 };
/** The least pause after a 429, in ms: `Retry-After: 0` would spin. */
const LEAST_LIMITED_MS = 100;

/**
 * Makes the function that carries out a request: it adds retries, timeouts and the rate limit gate to
 * single attempts. What to do after an attempt is decided in `retry-policy.ts`.
 *
 * @param limits what the client says of time and retries
 */
export function createRetry(
  attempt: Attempt,
  limits: CallLimits,
  onAttempt: OnAttempt | undefined,
): (request: PreparedRequest) => Promise<ApiResponse> {
  // The documented limits are on writes: a pause of one class says nothing of the other.
  const gates = { reads: createRateLimitGate(), writes: createRateLimitGate() };

  return async (request) => {
    const { method, body, plan } = request;
    const { signal, once } = plan;
    const { maxRetries, timeout, deadline } = resolveLimits(
      plan.own,
      limits,
      isForm(body) ? body.fileBytes : undefined,
    );
    const gate = method === 'GET' ? gates.reads : gates.writes;
    const turn = gate.turn();
    const started = performance.now();
    const left = (): number => deadline - (performance.now() - started);
    const late = (attempts: number, limit: 'timeout' | 'deadline') => (): TimeoutError =>
      new TimeoutError(describeCall(request, attempts), {
        limit,
        ms: limit === 'timeout' ? timeout : deadline,
        elapsed: Math.round(performance.now() - started),
      });
    let repeated = false;
    let failures = 0;

    for (let number = 1; ; number++) {
      let pass: Pass | undefined;
      if (gate.closed) {
        const refusal = gate.refusalPast(left());
        if (refusal) return { ...refusal, request, attempts: number - 1, repeated };
        pass = await gate.enter(turn, left(), signal);
      }
      // Whatever woke the loop: nothing is sent after an abort, and nothing without time for the response.
      const time = left();
      if (signal?.aborted || time <= 0) {
        if (pass) gate.unused(pass);
        throw signal?.aborted ? abortReason(signal) : late(number - 1, 'deadline')();
      }

      const began = performance.now();
      const ms = Math.min(timeout, time);
      const one: Try = { number, repeated, ms, sent: false };
      let answer: ApiResponse | undefined;
      let error: unknown;
      try {
        answer = await withTimeout(
          ms,
          signal,
          late(number, time < timeout ? 'deadline' : 'timeout'),
          (ends) => attempt(request, one, ends),
        );
      } catch (thrown) {
        error = thrown;
      }

      const limited = answer?.status === 429;
      const asked = answer?.ok === false ? retryAfter(answer.response.headers, answer.body) : undefined;
      const own = asked === undefined ? fullJitter(BACKOFF, failures) : asked * 1000;
      const pauseMs = limited ? Math.max(LEAST_LIMITED_MS, own) : own;
      // A call that was let go with others, or probes for them, shares their refusal: no failure of its own.
      if (!limited || pass === undefined || (pass.probe && !gate.shared)) failures += 1;
      if (answer && limited) gate.refused(answer, pauseMs, pass);
      else if (pass && one.sent) gate.passed(pass);
      else if (pass) gate.unused(pass);

      const outcome = { status: answer?.status, error, sent: one.sent, aborted: signal?.aborted === true };
      const decision = decide(outcome, {
        nonIdempotent: once !== undefined,
        replayable: !(body instanceof ReadableStream),
        retriesLeft: failures <= maxRetries,
        inTime: pauseMs <= MAX_DELAY_MS && Math.max(pauseMs, gate.opensIn) < left(),
      });
      if (onAttempt) {
        const pauseOf = decision === 'retry' ? pauseMs : undefined;
        notify(onAttempt, request, {
          number,
          answer,
          error,
          duration: performance.now() - began,
          pauseMs: pauseOf,
        });
      }
      if (decision === 'unknown' && once) {
        const trace = { from: once.from, to: new Date(), filename: once.filename };
        throw new OutcomeUnknownError(
          describeCall(request, number),
          trace,
          once.advice,
          answer ? errorFrom(answer) : error,
        );
      }
      if (decision === 'return') {
        if (answer) return repeated ? { ...answer, left: left() } : answer;
        throw error;
      }
      repeated ||= mayHaveRun(outcome);
      // After a 429 the gate waits, for all calls of its class.
      if (!limited) await sleep(pauseMs, signal);
    }
  };
}
