import type { WebhookEndpoint } from '@optimaldial/types';

/**
 * The time of the API in ms since 1970, or earlier. The clock of this machine may be wrong: an endpoint that looks
 * older than it is would be deleted too early, with the deliveries that it would have retried.
 *
 * @param date header of a response. It has no ms, and a proxy or a browser may hide it
 * @param endpoints their timestamps are never later
 */
export function apiTime(date: string | null, endpoints: readonly WebhookEndpoint[]): number {
  const known = endpoints.flatMap((each) => [each.created_at, each.updated_at, each.last_success_at]);
  const times = [date, ...known].map((time) => Date.parse(time ?? ''));
  return Math.max(...times.filter((time) => !Number.isNaN(time)));
}
