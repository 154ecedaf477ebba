import type { Upload } from '@optimaldial/types';
import { RateLimitError } from '../errors/api-error.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isTransient } from '../errors/transient.ts';
import { WaitTimeoutError } from '../errors/wait.ts';
import type { CallOptions } from '../request/call-options.ts';
import { observe } from '../retry/attempt-event.ts';
import { checkLimits } from '../time/limits.ts';
import { withTimeout } from '../time/with-timeout.ts';
import { checkStatus, pollDelay, statusesOf, type CheckOptions } from './check.ts';
import { createAlarm, type Wake } from './wake.ts';

/** Options of `uploads.wait`. It retries by polling, so `maxRetries` has no effect. */
export interface WaitOptions extends CheckOptions {
  /** Timeout of the whole wait in ms; 0 disables it. The last poll is shortly before it. @default 3,600,000 */
  readonly deadline?: number | undefined;
  /**
   * Called with the upload after the first poll and whenever its status changes. Not awaited; errors and
   * rejections are ignored.
   *
   * @default none
   */
  readonly onUpdate?: ((upload: Upload) => unknown) | undefined;
  /**
   * Called with the upload after every successful poll, as a heartbeat. Not awaited; errors and rejections
   * are ignored.
   *
   * @default none
   */
  readonly onPoll?: ((upload: Upload) => unknown) | undefined;
  /**
   * Polls immediately, once, when this promise settles or this signal aborts, for example after a webhook. A
   * promise that rejects counts, too. To end the wait, use `signal`.
   *
   * @default none
   */
  readonly wake?: Wake | undefined;
}

const HOUR_MS = 3_600_000;
/** Time between the last poll and the deadline, in ms, but at most a tenth of the deadline. */
const LAST_POLL_MS = 1000;

/** Polls an upload until it has one of the requested statuses. A poll is a single attempt without retries. */
export async function waitForUpload(
  retrieve: (options: CallOptions) => Promise<Upload>,
  id: string,
  { until, deadline = HOUR_MS, onUpdate, onPoll, wake, signal, ...options }: WaitOptions = {},
): Promise<Upload> {
  const requested = statusesOf(until);
  checkLimits({ deadline }, InvalidInputError);
  const limit = deadline || Infinity;
  let upload: Upload | undefined;
  let lastError: unknown;
  const timeoutError = (): WaitTimeoutError => new WaitTimeoutError(id, deadline, upload, lastError);

  const poll = async (pollSignal: AbortSignal): Promise<Upload> => {
    const started = performance.now();
    const elapsed = (): number => performance.now() - started;
    for (;;) {
      let delay: number;
      try {
        const current = await retrieve({ ...options, maxRetries: 0, signal: pollSignal });
        lastError = undefined;
        if (current.status !== upload?.status) observe(onUpdate, current);
        observe(onPoll, current);
        upload = current;
        // By the start of the wait: a wait that starts late still polls quickly at first.
        const { done, again } = checkStatus(current, requested, elapsed());
        if (done) return current;
        delay = again;
      } catch (error) {
        if (!isTransient(error)) throw error;
        lastError = error;
        const retryAfter = error instanceof RateLimitError ? (error.retryAfter ?? 0) : 0;
        delay = Math.max(pollDelay(elapsed()), retryAfter * 1000);
      }
      const timeLeft = limit - Math.min(LAST_POLL_MS, limit / 10) - elapsed();
      if (timeLeft <= 0) throw timeoutError();
      await alarm.sleep(Math.min(delay, timeLeft), pollSignal);
    }
  };

  const alarm = createAlarm(wake);
  try {
    return await withTimeout(limit, signal, timeoutError, poll);
  } finally {
    alarm.stop();
  }
}
