import { uploadStatusValues } from '@optimaldial/types';
import { growingPause } from '../retry/backoff.ts';
import { RateLimitError } from '../errors/api-error.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isTransient } from '../retry/transient.ts';
import { UploadNotCompletedError, WaitingForPersonError, WaitTimeoutError } from '../errors/waiting.ts';
import { checkLimits } from '../retry/limits.ts';
import { observe } from '../retry/attempt-event.ts';
import { pause } from '../retry/sleep.ts';
import { within } from '../retry/with-timeout.ts';
const FINAL = ['completed', 'failed', 'cancelled', 'validation_failed'];
const WAITS_FOR_PERSON = ['pending_mapping', 'awaiting_confirmation'];
const HOUR_MS = 3600000;
const PAUSES = { first: 2000, factor: 1.5, most: 60000 };
/** How long before the deadline the last poll is, in ms, but no more than a tenth of it. */
const LAST_POLL_MS = 1000;
/**
 * Polls an upload until it has one of the statuses waited for. A poll is one attempt: this loop is what
 * retries.
 */
export async function waitForUpload(
  retrieve,
  id,
  { until = 'completed', deadline = HOUR_MS, onUpdate, signal, ...each } = {},
) {
  const given = typeof until === 'string' ? [until] : until;
  const wanted = Array.isArray(given) ? given : [];
  const known = uploadStatusValues;
  if (wanted.length === 0 || !wanted.every((status) => known.includes(status))) {
    throw new InvalidInputError(
      `\`until\` must name statuses of an upload: ${known.join(', ')}. Nothing was sent.`,
    );
  }
  let upload;
  let trouble;
  const tooLate = () => new WaitTimeoutError(id, deadline, upload, trouble);
  const poll = async (ends) => {
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
      await pause(Math.min(Math.max(growingPause(PAUSES, polls), least), left), ends);
    }
  };
  checkLimits({ deadline }, InvalidInputError);
  const limit = deadline || Infinity;
  return within(limit, signal, tooLate, poll);
}
/** Whether the wait is over, well; throws where it is over otherwise. A status not known yet is neither. */
function settled(upload, wanted) {
  if (wanted.includes(upload.status)) return true;
  if (FINAL.includes(upload.status)) throw new UploadNotCompletedError(upload);
  if (WAITS_FOR_PERSON.includes(upload.status)) throw new WaitingForPersonError(upload);
  return false;
}
