import type { Upload, UploadStatus } from '@optimaldial/types';
import { growingPause, type Growth } from './backoff.ts';
import { RateLimitError } from './errors/api-error.ts';
import { InvalidInputError } from './errors/invalid-input.ts';
import { isTransient } from './errors/transient.ts';
import { UploadNotCompletedError, WaitingForPersonError, WaitTimeoutError } from './errors/waiting.ts';
import { pause } from './pause.ts';
import type { CallOptions } from './raw-types.ts';

/** Options of `uploads.wait`. */
export interface WaitOptions extends CallOptions {
  /** The status to wait for, or several. A status asked for is never a failure. Default: `completed`. */
  readonly until?: UploadStatus | readonly UploadStatus[] | undefined;
  /** How long to wait in all, in ms; the last look is just before it. Default: 3,600,000, an hour. */
  readonly deadline?: number | undefined;
  /** Told of the upload when it is first seen, and whenever its status has changed. */
  readonly onUpdate?: ((upload: Upload) => void) | undefined;
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
const PAUSES: Growth = { first: 2000, factor: 1.5, most: 60_000 };
const LAST_LOOK_MS = 1000;

/** Polls an upload until it has one of the statuses waited for. */
export async function waitForUpload(
  retrieve: (options: CallOptions) => Promise<Upload>,
  id: string,
  { until = 'completed', deadline = HOUR_MS, onUpdate, signal, ...each }: WaitOptions = {},
): Promise<Upload> {
  if (!(deadline > 0)) throw new InvalidInputError('`deadline` must be a number of ms greater than 0.');
  const wanted: readonly string[] = typeof until === 'string' ? [until] : until;
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), deadline);
  const ends = Date.now() + deadline;
  const either = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  let upload: Upload | undefined;
  let trouble: unknown;
  try {
    for (let looks = 0; ; looks++) {
      let least = 0;
      try {
        const now = await retrieve({ ...each, signal: either });
        trouble = undefined;
        if (now.status !== upload?.status) onUpdate?.(now);
        upload = now;
      } catch (error) {
        if (!isTransient(error)) throw error;
        trouble = error;
        least = error instanceof RateLimitError ? (error.retryAfter ?? 0) * 1000 : 0;
      }
      if (trouble === undefined && upload !== undefined && settled(upload, wanted)) return upload;
      const left = ends - Date.now() - LAST_LOOK_MS;
      if (left <= 0) throw new WaitTimeoutError(id, deadline, upload, trouble);
      await pause(Math.min(Math.max(growingPause(PAUSES, looks), least), left), either);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw ended.signal.aborted ? new WaitTimeoutError(id, deadline, upload, trouble) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the wait is over, well; throws where it is over otherwise. A status not known yet is neither. */
function settled(upload: Upload, wanted: readonly string[]): boolean {
  if (wanted.includes(upload.status)) return true;
  if (FINAL.includes(upload.status)) throw new UploadNotCompletedError(upload);
  if (WAITS_FOR_PERSON.includes(upload.status)) throw new WaitingForPersonError(upload);
  return false;
}
