import type { ErrorDetails } from './base.ts';
import type { Call } from './call.ts';
import { CallError } from './call-error.ts';
import { redactCause } from './cause.ts';
import { isTransientStatus } from './transient.ts';
import type { Next } from './verdict/codes.ts';

/** Statuses of an expired or rejected signed URL. */
export const URL_REJECTED: readonly number[] = [400, 401, 403];

/**
 * The API returned a signed URL, but the file could not be downloaded from the storage or saved. Never
 * contains the signed URL or the response body of the storage. Code [`download`](https://unpkg.com/@optimaldial/client/docs/errors/download.md).
 */
export class DownloadError extends CallError {
  static {
    this.prototype.name = 'DownloadError';
  }
  /** HTTP status of the storage; `undefined` if the URL was invalid or the file could not be saved. */
  readonly status: number | undefined;

  constructor(
    call: Call,
    status: number | undefined,
    problem: string,
    { retryAfter, cause }: Omit<ErrorDetails, 'next'> = {},
  ) {
    super('download', call, `returned a signed URL, but ${problem}`, {
      next: verdictOf(status),
      retryAfter,
      cause: cause && redactCause(cause),
    });
    this.status = status;
  }
}

/** Describes an error status of the storage. */
export function statusProblem(status: number): string {
  return `the storage returned ${status}. ${adviceFor(status)}`;
}

/** Describes a successful response of the storage that can't be the file. */
export function contentProblem(status: number, content: string): string {
  return `the storage returned ${status} with ${content}. ${CHECK_PROXY}, then try again.`;
}

/** The verdict for a status of the storage; `undefined` for that of the code: a proxy or the disk is at fault. */
function verdictOf(status = 0): Next | undefined {
  if (isTransientStatus(status)) return 'retry';
  return status < 400 || URL_REJECTED.includes(status) ? undefined : 'give_up';
}

const CHECK_PROXY = 'Check that no proxy responds in its place';

function adviceFor(status: number): string {
  if (status < 400) return `${CHECK_PROXY}.`;
  if (status === 404) return 'The file does not exist. Check that the upload is `completed`.';
  if (isTransientStatus(status)) return 'Try again later.';
  return URL_REJECTED.includes(status)
    ? 'A second signed URL was rejected too. Check the system clock, and that no proxy changes the request.'
    : 'Check that no proxy changes the request.';
}
