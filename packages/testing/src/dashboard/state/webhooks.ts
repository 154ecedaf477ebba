import type { WebhookDelivery, WebhookEndpoint } from '@optimaldial/types';

/** A webhook endpoint in the dashboard, or a URL whose ping failed. Secrets aren't shown. */
export interface ShownEndpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly status: 'active' | 'disabled' | 'not_registered';
  /** Failed attempts, or pings, since the last success. */
  readonly failures: number;
  /** Error of the last failed attempt, unless a retry succeeded. */
  readonly error: string | null;
  /** Time of the last failed attempt. */
  readonly failed: string | null;
}

/** A delivery in the dashboard. */
export interface ShownDelivery {
  readonly id: string;
  readonly event: string;
  /** URL of its endpoint; null if the endpoint was deleted. */
  readonly url: string | null;
  readonly status: string;
  readonly attempts: number;
  /** Status of the last response, or the error. */
  readonly response: string | null;
  /** Time of the next attempt, if there is one. */
  readonly next: string | null;
}

/**
 * Endpoints and deliveries as the dashboard shows them, newest first.
 *
 * @param endpoints oldest first
 * @param deliveries newest first
 * @param most number of endpoints and of deliveries
 */
export function shownWebhooks(
  endpoints: readonly WebhookEndpoint[],
  deliveries: readonly WebhookDelivery[],
  most: number,
): { readonly endpoints: readonly ShownEndpoint[]; readonly deliveries: readonly ShownDelivery[] } {
  const urls = new Map(endpoints.map(({ id, url }) => [id, url]));
  const errors = lastErrors(deliveries);
  return {
    endpoints: endpoints
      .slice(-most)
      .toReversed()
      .map((endpoint) => ({
        id: endpoint.id,
        url: endpoint.url,
        events: endpoint.events,
        status: endpoint.is_active ? 'active' : 'disabled',
        failures: endpoint.consecutive_failures,
        error: errors.get(endpoint.id)?.last_error ?? null,
        failed: endpoint.last_failure_at ?? null,
      })),
    deliveries: deliveries.slice(0, most).map((delivery) => ({
      id: delivery.id,
      event: delivery.event_type,
      url: urls.get(delivery.webhook_endpoint_id) ?? null,
      status: delivery.status,
      attempts: delivery.attempt_count,
      response: delivery.last_response_status?.toString() ?? delivery.last_error ?? null,
      next: delivery.status === 'pending' && delivery.attempt_count > 0 ? delivery.next_retry_at : null,
    })),
  };
}

/** The delivery of each endpoint whose last attempt failed last. One that was never attempted has no error. */
function lastErrors(deliveries: readonly WebhookDelivery[]): Map<string, WebhookDelivery> {
  const found = new Map<string, WebhookDelivery>();
  for (const delivery of deliveries) {
    if (delivery.last_error == null || delivery.last_attempt_at == null) continue;
    const other = found.get(delivery.webhook_endpoint_id)?.last_attempt_at ?? '';
    if (delivery.last_attempt_at > other) found.set(delivery.webhook_endpoint_id, delivery);
  }
  return found;
}
