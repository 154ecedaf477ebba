import type { Attempt } from './attempt.ts';
import { fullJitter, type Growth } from './backoff.ts';
import { errorFrom, RedirectError } from './errors/api-error.ts';
import { isOptimalDialError } from './errors/base.ts';
import { ConnectionError, neverSent, UnreadableResponseError } from './errors/no-answer.ts';
import { OutcomeUnknownError } from './errors/outcome-unknown.ts';
import { TimeoutError } from './errors/timeout.ts';
import { isTransientStatus } from './errors/transient.ts';
import { createGate } from './gate.ts';
import { limitsOf, type CallLimits } from './limits.ts';
import type { OnAttempt } from './on-attempt.ts';
import { pause } from './pause.ts';
import { requestId } from './request-id.ts';
import { retryAfter } from './retry-after.ts';
import { callOf, type Answer, type Outgoing, type Plan, type Try } from './wire.ts';
import { within } from './within.ts';

const BACKOFF: Growth = { first: 500, factor: 2, most: 8000 };

/** How one attempt ended. */
interface Outcome {
  readonly answer?: Answer | undefined;
  readonly error?: unknown;
}

/**
 * Makes the function that carries out a request, in as many attempts as its limits allow and as cannot
 * do harm: it adds retries, time and the gate to single attempts.
 *
 * @param limits what the client says of time and retries
 */
export function createAttempts(
  attempt: Attempt,
  limits: CallLimits,
  onAttempt: OnAttempt | undefined,
): (request: Outgoing) => Promise<Answer> {
  // The documented limits are on writes: a pause of one class says nothing of the other.
  const gates = { reads: createGate(), writes: createGate() };

  return async (request) => {
    const { method, body, plan } = request;
    const { signal, once } = plan;
    const { maxRetries, timeout, deadline } = limitsOf(plan.own, limits, body);
    const gate = method === 'GET' ? gates.reads : gates.writes;
    const turn = gate.turn();
    const started = performance.now();
    const late = (attempts: number, limit: 'timeout' | 'deadline') => (): TimeoutError =>
      new TimeoutError(callOf(request, attempts), {
        limit,
        ms: limit === 'timeout' ? timeout : deadline,
        elapsed: Math.round(performance.now() - started),
      });
    let began = started;
    let repeated = false;
    signal?.throwIfAborted();

    for (let number = 1; ; number++) {
      let left = deadline - (began - started);
      let probe = false;
      if (gate.closed) {
        const open = (ends: AbortSignal): Promise<boolean> => gate.wait(turn, ends);
        probe = await within(left, signal, late(number - 1, 'deadline'), open);
        began = performance.now();
        left = deadline - (began - started);
      }
      const one: Try = { number, repeated, sent: false };
      let answer: Answer | undefined;
      let error: unknown;
      try {
        answer = await within(
          Math.min(timeout, left),
          signal,
          late(number, left < timeout ? 'deadline' : 'timeout'),
          (ends) => attempt(request, one, ends),
        );
      } catch (thrown) {
        error = thrown;
      }
      if (answer?.ok) {
        if (probe) gate.open();
        if (onAttempt) tell(onAttempt, request, { number, answer, began, pause: undefined });
        return answer;
      }

      const limited = answer?.status === 429;
      const asked = answer && retryAfter(answer.response.headers, answer.body);
      const pauseMs = asked === undefined ? fullJitter(BACKOFF, number - 1) : asked * 1000;
      if (limited) gate.close(pauseMs);
      else if (probe) gate.open();

      const verdict = answer ? judgeAnswer(answer, once) : judgeError(error, one, plan);
      const again =
        verdict === 'again' &&
        number <= maxRetries &&
        repeatable(body) &&
        pauseMs < deadline - (performance.now() - started);
      if (onAttempt)
        tell(onAttempt, request, { number, answer, error, began, pause: again ? pauseMs : undefined });

      if (verdict === 'unknown' && once) {
        const { from, filename, advice } = once;
        const trace = { from, to: new Date(), filename };
        throw new OutcomeUnknownError(
          callOf(request, number),
          trace,
          advice,
          answer ? errorFrom(answer) : error,
        );
      }
      if (!again) {
        if (answer) return answer;
        throw error;
      }
      repeated ||= !limited && !neverSent(error);
      // After a 429 the gate waits, for all calls of its class.
      if (!limited) await pause(pauseMs, signal);
      began = performance.now();
    }
  };
}

/** What to do after an attempt: nothing more, try again, or say that its outcome is not known. */
type Verdict = 'done' | 'again' | 'unknown';

function judgeAnswer({ ok, status }: Answer, once: Plan['once']): Verdict {
  // Refused before it was processed, so that even what charges may go again.
  if (status === 429) return 'again';
  if (once !== undefined && (status === 408 || status >= 500 || (status < 400 && !ok))) return 'unknown';
  return isTransientStatus(status) ? 'again' : 'done';
}

function judgeError(error: unknown, { sent }: Try, { once, signal }: Plan): Verdict {
  const failed = FAILURES.some((type) => error instanceof type);
  const ended = signal?.aborted === true && error === signal.reason;
  if (once === undefined || !sent || neverSent(error)) {
    return failed && !isDeadline(error) ? 'again' : 'done';
  }
  return failed || ended || error instanceof RedirectError ? 'unknown' : 'done';
}

const FAILURES = [ConnectionError, TimeoutError, UnreadableResponseError];

function isDeadline(error: unknown): boolean {
  return error instanceof TimeoutError && error.limit === 'deadline';
}

/** A stream is gone once it was sent. */
function repeatable(body: Outgoing['body']): boolean {
  return !(typeof body === 'object' && body instanceof ReadableStream);
}

function tell(
  onAttempt: OnAttempt,
  request: Outgoing,
  told: Outcome & { number: number; began: number; pause: number | undefined },
): void {
  const { number, answer, error, began, pause: pauseMs } = told;
  try {
    onAttempt({
      method: request.method,
      path: request.plan.template,
      attempt: number,
      status: answer?.status ?? (error instanceof UnreadableResponseError ? error.status : undefined),
      code: isOptimalDialError(error) ? error.code : undefined,
      requestId: answer && requestId(answer.response.headers, answer.key),
      duration: performance.now() - began,
      pause: pauseMs,
    });
  } catch {
    // As `OnAttempt` says: a log that breaks must not lose the answer, which may have been paid for.
  }
}
