import type { EngineResponse } from '../../engine/engine.ts';
import { problem } from '../../engine/responses.ts';
import type { Operation } from '../../spec/operations.ts';
import type { Key, Organization } from './accounts.ts';

/** Write rate limits, per minute. */
export interface WriteLimits {
  /**
   * Writes per minute of a key.
   *
   * @default 60
   */
  readonly key?: number | undefined;
  /**
   * Writes per minute of all keys of an organization.
   *
   * @default 600
   */
  readonly organization?: number | undefined;
}

/** Counts a write. Returns the 429 response if it exceeds a limit; such a write doesn't count. */
export type RateLimit = (operation: Operation, key: Key, now: number) => EngineResponse | undefined;

const MINUTE_MS = 60_000;
const KEY_LIMIT = 60;
const ORGANIZATION_LIMIT = 600;

/** Times of the writes of the last minute, in ms since 1970. */
export type RecentWrites = Map<Key | Organization, number[]>;

/** Creates the rate limit for writes, with a sliding window of one minute. */
export function createRateLimit(
  { key: keyLimit = KEY_LIMIT, organization: organizationLimit = ORGANIZATION_LIMIT }: WriteLimits = {},
  writes: RecentWrites = new Map(),
): RateLimit {
  function recentWrites(owner: Key | Organization, now: number): number[] {
    const times = writes.get(owner) ?? [];
    const first = times.findIndex((time) => time > now - MINUTE_MS);
    times.splice(0, first === -1 ? times.length : first);
    writes.set(owner, times);
    return times;
  }

  return ({ id, method }, key, now) => {
    if (method === 'GET') return undefined;
    const byKey = recentWrites(key, now);
    const byOrganization = recentWrites(key.organization, now);
    if (byKey.length >= keyLimit) return tooManyRequests(id, keyLimit, byKey, now);
    if (byOrganization.length >= organizationLimit) {
      return tooManyRequests(id, organizationLimit, byOrganization, now);
    }
    byKey.push(now);
    byOrganization.push(now);
    return undefined;
  };
}

function tooManyRequests(
  operation: string,
  limit: number,
  writes: readonly number[],
  now: number,
): EngineResponse {
  const [oldest = now] = writes;
  const seconds = Math.ceil((oldest + MINUTE_MS - now) / 1000);
  const response = problem(operation, 'rate_limit_exceeded', {
    error: 'rate_limit_exceeded',
    limit,
    observed: writes.length + 1,
    retry_after_seconds: seconds,
  });
  return { ...response, headers: { ...response.headers, 'retry-after': String(seconds) } };
}
