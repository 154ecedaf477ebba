import { uploadStatusValues, type Upload, type UploadStatus } from '@optimaldial/types';
import { equalJitter, type Backoff } from '../time/backoff.ts';
import { RateLimitError } from '../errors/api-error.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isTransient } from '../errors/transient.ts';
import { UploadNotCompletedError, WaitingForPersonError, WaitTimeoutError } from '../errors/waiting.ts';
import { checkLimits } from '../time/limits.ts';
import { observe } from '../retry/attempt-event.ts';
import { sleep } from '../time/sleep.ts';
import type { CallOptions } from '../request/call-options.ts';
import { withTimeout } from '../time/with-timeout.ts';

/** Options of `uploads.wait`. Its polls are its retries, so that `maxRetries` has no effect. */
export interface WaitOptions extends CallOptions {
  /** The status to wait for, or several. A status asked for is never a failure. @default 'completed' */
  readonly until?: UploadStatus | readonly UploadStatus[] | undefined;
  /** How long to wait in all, in ms; the last poll is shortly before it. 0 for no limit. @default 3,600,000, an hour */
  readonly deadline?: number | undefined;
  /**
   * Called with the upload when it is first seen, and whenever its status has changed. Not awaited; what it
   * throws or rejects with is ignored.
   */
  readonly onUpdate?: ((upload: Upload) => unknown) | undefined;
}

const FINAL: readonly string[] = [
  'completed',
  'failed',
  'cancelled',
  'validation_failed',
] satisfies UploadStatus[];
const WAITS_FOR_PERSON: readonly string[] = [
  'pending_mapping',
  'awaiting_confirmation',
] satisfies UploadStatus[];

const HOUR_MS = 3_600_000;
const PAUSES: Backoff = { first: 2000, factor: 1.5, max: 60_000 };
/** How long before the deadline the last poll is, in ms, but no more than a tenth of it. */
const LAST_POLL_MS = 1000;

/**
 * Polls an upload until it has one of the statuses waited for. A poll is one attempt: this loop is what
 * retries.
 */
export async function waitForUpload(
  retrieve: (options: CallOptions) => Promise<Upload>,
  id: string,
  { until = 'completed', deadline = HOUR_MS, onUpdate, signal, ...each }: WaitOptions = {},
): Promise<Upload> {
  const given: unknown = typeof until === 'string' ? [until] : until;
  const wanted: readonly string[] = Array.isArray(given) ? given : [];
  const known: readonly string[] = uploadStatusValues;
  if (wanted.length === 0 || !wanted.every((status) => known.includes(status))) {
    throw new InvalidInputError(
      `\`until\` must name statuses of an upload: ${known.join(', ')}. Nothing was sent.`,
    );
  }
  let upload: Upload | undefined;
  let trouble: unknown;
  const tooLate = (): WaitTimeoutError => new WaitTimeoutError(id, deadline, upload, trouble);

  const poll = async (ends: AbortSignal): Promise<Upload> => {
    const lastPoll = performance.now() + limit - Math.min(LAST_POLL_MS, limit / 10);
    for (let polls = 0; ; polls++) {
      let least = 0;
      try {
        const now = await retrieve({ ...each, maxRetries: 0, signal: ends });
        trouble = undefined;
        if (now.status !== upload?.status) observe(onUpdate, now);
        upload = now;
        if (settled(upload, wanted)) return upload;
      } catch (error) {
        if (!isTransient(error)) throw error;
        trouble = error;
        least = error instanceof RateLimitError ? (error.retryAfter ?? 0) * 1000 : 0;
      }
      const left = lastPoll - performance.now();
      if (left <= 0) throw tooLate();
      await sleep(Math.min(Math.max(equalJitter(PAUSES, polls), least), left), ends);
    }
  };

  checkLimits({ deadline }, InvalidInputError);
  const limit = deadline || Infinity;
  return withTimeout(limit, signal, tooLate, poll);
}

/** Whether the wait is over, well; throws where it is over otherwise. A status not known yet is neither. */
function settled(upload: Upload, wanted: readonly string[]): boolean {
  if (wanted.includes(upload.status)) return true;
  if (FINAL.includes(upload.status)) throw new UploadNotCompletedError(upload);
  if (WAITS_FOR_PERSON.includes(upload.status)) throw new WaitingForPersonError(upload);
  return false;
}
