import { RateLimitError, ServerError } from './api-error.ts';
import { DownloadError } from './download.ts';
import { TimeoutError } from './timeout.ts';
import { ConnectionError, UnreadableResponseError } from './no-answer.ts';

/** Whether the same call may well succeed a little later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DownloadError) return error.transient;
  return [ConnectionError, TimeoutError, UnreadableResponseError, RateLimitError, ServerError].some(
    (type) => error instanceof type,
  );
}
