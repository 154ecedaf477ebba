import { retryAfter } from '../response/retry-after.ts';
import { fullJitter, type Backoff } from '../time/backoff.ts';
import type { ApiResponse } from '../transport/types.ts';

const BACKOFF: Backoff = { first: 500, factor: 2, max: 8000 };
/** The shortest delay after a 429, in ms: with `Retry-After: 0` the client would retry in a busy loop. */
const MIN_RATE_LIMIT_MS = 100;

/**
 * The delay before the next attempt, in ms: the one that the server requests, otherwise exponential backoff with
 * full jitter.
 *
 * @param failures number of failed attempts before this one
 */
export function retryDelay(response: ApiResponse | undefined, failures: number): number {
  const requested = response?.ok === false ? retryAfter(response.response.headers, response.body) : undefined;
  const delay = requested === undefined ? fullJitter(BACKOFF, failures) : requested * 1000;
  return response?.status === 429 ? Math.max(MIN_RATE_LIMIT_MS, delay) : delay;
}
