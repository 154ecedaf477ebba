import type { AnswerOfOne, Attempt, Try } from './attempt.ts';
import { fullJitter, type Growth } from './backoff.ts';
import { errorFrom, RedirectError } from './errors/api-error.ts';
import { isOptimalDialError } from './errors/base.ts';
import { ConnectionError, neverSent, UnreadableResponseError } from './errors/no-answer.ts';
import { OutcomeUnknownError } from './errors/outcome-unknown.ts';
import { TimeoutError } from './errors/timeout.ts';
import { createGate } from './gate.ts';
import { limitsOf, type CallLimits } from './limits.ts';
import type { OnAttempt } from './on-attempt.ts';
import { pause } from './pause.ts';
import { requestId } from './request-id.ts';
import { retryAfter } from './retry-after.ts';
import { callOf, type Answer, type Outgoing } from './wire.ts';
import { within } from './within.ts';

const BACKOFF: Growth = { first: 500, factor: 2, most: 8000 };

/** Statuses of a failure that may pass. Any of them but 429 may come after the work was done. */
const PASSING: readonly number[] = [408, 429, 500, 502, 503, 504];

/** How one attempt ended. */
interface Outcome {
  readonly answer?: AnswerOfOne | undefined;
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
    const { signal, body, once } = request;
    const { maxRetries, timeout, deadline } = limitsOf(request.own, limits, body);
    const gate = request.method === 'GET' ? gates.reads : gates.writes;
    const turn = gate.turn();
    const from = new Date();
    const started = performance.now();
    const left = (): number => deadline - (performance.now() - started);
    const late = (attempts: number, limit: 'timeout' | 'deadline') => (): TimeoutError =>
      new TimeoutError(callOf(request, attempts), {
        limit,
        ms: limit === 'timeout' ? timeout : deadline,
        elapsed: Math.round(performance.now() - started),
      });
    let repeated = false;
    signal?.throwIfAborted();

    for (let number = 1; ; number++) {
      const probe =
        gate.closed &&
        (await within(left(), signal, late(number - 1, 'deadline'), (ends) => gate.wait(turn, ends)));
      const one: Try = { number, sent: false };
      const began = performance.now();
      const { answer, error } = await settle(
        within(
          Math.min(timeout, left()),
          signal,
          late(number, left() < timeout ? 'deadline' : 'timeout'),
          (ends) => attempt(request, one, ends),
        ),
      );

      const limited = answer?.status === 429;
      const asked =
        answer === undefined || answer.ok ? undefined : retryAfter(answer.response.headers, answer.body);
      const pauseMs = asked === undefined ? fullJitter(BACKOFF, number - 1) : asked * 1000;
      if (limited) gate.close(pauseMs);
      else if (probe) gate.open();

      const verdict = answer === undefined ? judgeError(error, one, request) : judgeAnswer(answer, once);
      const again = verdict === 'again' && number <= maxRetries && repeatable(body) && pauseMs < left();
      tell(onAttempt, request, {
        number,
        answer,
        error,
        duration: performance.now() - began,
        pause: again ? pauseMs : undefined,
      });

      if (verdict === 'unknown' && once !== undefined) {
        const cause = answer === undefined ? error : errorFrom(answer);
        const trace = { from, to: new Date(), filename: once.filename };
        throw new OutcomeUnknownError(callOf(request, number), trace, once.advice, cause);
      }
      if (!again) {
        if (answer === undefined) throw error;
        return { ...answer, repeated };
      }
      repeated ||= !limited && !neverSent(error);
      // After a 429 the gate waits, for all calls of its class.
      if (!limited) await pause(pauseMs, signal);
    }
  };
}

/** What to do after an attempt: nothing more, try again, or say that its outcome is not known. */
type Verdict = 'done' | 'again' | 'unknown';

function judgeAnswer({ ok, status }: AnswerOfOne, once: Outgoing['once']): Verdict {
  // Refused before it was processed, so that even what charges may go again.
  if (status === 429) return 'again';
  if (once !== undefined && (status === 408 || status >= 500 || (status < 400 && !ok))) return 'unknown';
  return PASSING.includes(status) ? 'again' : 'done';
}

function judgeError(error: unknown, { sent }: Try, { once, signal }: Outgoing): Verdict {
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

async function settle(attempt: Promise<AnswerOfOne>): Promise<Outcome> {
  try {
    return { answer: await attempt };
  } catch (error) {
    return { error };
  }
}

function tell(
  onAttempt: OnAttempt | undefined,
  request: Outgoing,
  told: Outcome & { number: number; duration: number; pause: number | undefined },
): void {
  if (onAttempt === undefined) return;
  const { number, answer, error, duration, pause: pauseMs } = told;
  try {
    onAttempt({
      method: request.method,
      path: request.template,
      attempt: number,
      status: answer?.status ?? (error instanceof UnreadableResponseError ? error.status : undefined),
      code: isOptimalDialError(error) ? error.code : undefined,
      requestId: answer && requestId(answer.response.headers),
      duration,
      pause: pauseMs,
    });
  } catch {
    // As `OnAttempt` says: a log that breaks must not lose the answer, which may have been paid for.
  }
}
