import type { WebhookDelivery, WebhookEndpoint } from '@optimaldial/types';
import type { CallOptions } from '../../request/call-options.ts';
import type { EndpointCalls } from './endpoint-calls.ts';
import { type KnownEndpoint, unlessNotFound } from './find-endpoints.ts';

/** The most deliveries that the API lists. */
const MOST_LISTED = 100;
/** An event from about the time when an endpoint became active may not be delivered to it. */
const MARGIN_MS = 600_000;
/** All attempts of a delivery are made in less than 15 hours. */
const DAY_MS = 86_400_000;

/**
 * Whether an endpoint can be deleted without losing an event: another one has received all events for at least
 * `grace`, its deliveries succeed, and all earlier deliveries to the old one have ended.
 *
 * @param old the endpoint to delete
 * @param current the endpoint that replaces it
 * @param times in ms; `now` by the clock of the API
 */
export async function isReplaced(
  webhooks: Pick<EndpointCalls, 'deliveries'>,
  old: WebhookEndpoint,
  { webhook: current, activeSince }: KnownEndpoint,
  { grace, now }: { readonly grace: number; readonly now: number },
  options: CallOptions | undefined,
): Promise<boolean> {
  const since = Math.max(Date.parse(activeSince), Date.parse(current.created_at));
  // A younger one may be that of another process that is about to store its secret.
  const age = now - Math.max(since, Date.parse(old.created_at));
  if (!(age >= grace) || current.consecutive_failures > 0) return false;
  if (age >= DAY_MS) return true;
  const deliveries = await unlessNotFound(webhooks.deliveries(old.id, { limit: MOST_LISTED }, options));
  if (deliveries === undefined) return true;
  const hasEnded = ({ status, created_at: at }: WebhookDelivery): boolean =>
    status === 'delivered' || status === 'exhausted' || Date.parse(at) >= since + MARGIN_MS;
  const last = deliveries[MOST_LISTED - 1];
  // Older ones aren't listed, and can only be known to have ended by their age.
  const areListed = last === undefined || Date.parse(last.created_at) < now - DAY_MS;
  return areListed && deliveries.every(hasEnded);
}
