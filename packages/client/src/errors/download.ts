import type { Call } from '../transport/types.ts';
import { CallError } from './call-error.ts';
import { isTransientStatus } from './transient.ts';

/** Statuses of an expired or unacceptable signed URL. */
export const REFUSED: readonly number[] = [400, 401, 403];

/** What a {@link DownloadError} holds besides its message. */
interface Details {
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The API returned a signed URL, but the file could not be fetched from the storage behind it, or could
 * not be saved. Code `download`. Never shows the signed URL or the response body of the storage.
 */
export class DownloadError extends CallError {
  static {
    this.prototype.name = 'DownloadError';
  }
  /** HTTP status of the storage's response; `undefined` if the URL was unusable or the disk failed. */
  readonly status: number | undefined;
  /** Seconds that the storage asked to wait (`Retry-After`), if it did. */
  readonly retryAfter: number | undefined;

  constructor(call: Call, status: number | undefined, message: string, { retryAfter, cause }: Details = {}) {
    super('download', call, message, cause);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The message for a status other than that of a file. */
export function statusMessage(status: number): string {
  return `got a signed URL, but the storage returned ${status}. ${adviceFor(status)}`;
}

/** The message for a response that has the status of a file, but can't be one. */
export function contentMessage(status: number, what: string): string {
  return `got a signed URL, but the storage returned ${status} with ${what}. Check that no proxy responds in place of the storage, then try again.`;
}

function adviceFor(status: number): string {
  if (status < 400) return 'Check that no proxy responds in place of the storage.';
  if (status === 404) return 'The storage has no such file. Check that the upload is completed.';
  if (status >= 500 || isTransientStatus(status)) return 'Try again later.';
  return REFUSED.includes(status)
    ? 'A newly signed URL was refused as well. Check the clock of this machine, and that no proxy rewrites URLs.'
    : 'Check that no proxy changes requests to the storage.';
}
