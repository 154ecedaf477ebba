import { uploadStatusValues, type Upload, type UploadStatus } from '@optimaldial/types';
import { RateLimitError } from '../errors/api-error.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isTransient } from '../errors/transient.ts';
import { UploadNotCompletedError, WaitingForPersonError, WaitTimeoutError } from '../errors/wait.ts';
import type { CallOptions } from '../request/call-options.ts';
import { observe } from '../retry/attempt-event.ts';
import { equalJitter, type Backoff } from '../time/backoff.ts';
import { checkLimits } from '../time/limits.ts';
import { sleep } from '../time/sleep.ts';
import { withTimeout } from '../time/with-timeout.ts';

/** Options of `uploads.wait`. It retries by polling, so `maxRetries` has no effect. */
export interface WaitOptions extends CallOptions {
  /** Status to wait for, or several. A status listed here never throws. @default 'completed' */
  readonly until?: UploadStatus | readonly UploadStatus[] | undefined;
  /** Timeout of the whole wait in ms; 0 disables it. The last poll is shortly before it. @default 3,600,000 */
  readonly deadline?: number | undefined;
  /**
   * Called with the upload after the first poll and whenever its status changes. Not awaited; errors and
   * rejections are ignored.
   */
  readonly onUpdate?: ((upload: Upload) => unknown) | undefined;
}

const FINAL: readonly string[] = [
  'completed',
  'failed',
  'cancelled',
  'validation_failed',
] satisfies UploadStatus[];
const WAITING_FOR_PERSON: readonly string[] = [
  'pending_mapping',
  'awaiting_confirmation',
] satisfies UploadStatus[];

const HOUR_MS = 3_600_000;
const BACKOFF: Backoff = { first: 2000, factor: 1.5, max: 60_000 };
/** Time between the last poll and the deadline, in ms, but at most a tenth of the deadline. */
const LAST_POLL_MS = 1000;

/** Polls an upload until it has one of the requested statuses. A poll is a single attempt without retries. */
export async function waitForUpload(
  retrieve: (options: CallOptions) => Promise<Upload>,
  id: string,
  { until = 'completed', deadline = HOUR_MS, onUpdate, signal, ...options }: WaitOptions = {},
): Promise<Upload> {
  const requested = statusesOf(until);
  let upload: Upload | undefined;
  let lastError: unknown;
  const timeoutError = (): WaitTimeoutError => new WaitTimeoutError(id, deadline, upload, lastError);

  const poll = async (pollSignal: AbortSignal): Promise<Upload> => {
    const lastPoll = performance.now() + limit - Math.min(LAST_POLL_MS, limit / 10);
    for (let polls = 0; ; polls++) {
      let retryAfterMs = 0;
      try {
        const current = await retrieve({ ...options, maxRetries: 0, signal: pollSignal });
        lastError = undefined;
        if (current.status !== upload?.status) observe(onUpdate, current);
        upload = current;
        if (hasStatus(upload, requested)) return upload;
      } catch (error) {
        if (!isTransient(error)) throw error;
        lastError = error;
        retryAfterMs = error instanceof RateLimitError ? (error.retryAfter ?? 0) * 1000 : 0;
      }
      const timeLeft = lastPoll - performance.now();
      if (timeLeft <= 0) throw timeoutError();
      const delay = Math.max(equalJitter(BACKOFF, polls), retryAfterMs);
      await sleep(Math.min(delay, timeLeft), pollSignal);
    }
  };

  checkLimits({ deadline }, InvalidInputError);
  const limit = deadline || Infinity;
  return withTimeout(limit, signal, timeoutError, poll);
}

function statusesOf(until: unknown): readonly string[] {
  const known: readonly unknown[] = uploadStatusValues;
  const given: unknown = typeof until === 'string' ? [until] : until;
  const statuses: readonly string[] = Array.isArray(given) ? given : [];
  if (statuses.length > 0 && statuses.every((status) => known.includes(status))) return statuses;
  throw new InvalidInputError(`\`until\` must be one or more of: ${known.join(', ')}.`);
}

/**
 * Whether an upload has one of the requested statuses. An unknown status of a newer API version is not final.
 *
 * @throws UploadNotCompletedError or WaitingForPersonError if it can't reach one by polling
 */
function hasStatus(upload: Upload, requested: readonly string[]): boolean {
  if (requested.includes(upload.status)) return true;
  if (FINAL.includes(upload.status)) throw new UploadNotCompletedError(upload);
  if (WAITING_FOR_PERSON.includes(upload.status)) throw new WaitingForPersonError(upload);
  return false;
}
