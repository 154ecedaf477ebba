import type { WebhookDelivery, WebhookEndpoint } from '@optimaldial/types';
import type { Organization } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Tried, Watch } from './dispatch.ts';
import type { Told } from './events.ts';

/** An endpoint with what stands behind it. */
export interface StoredEndpoint {
  readonly organization: Organization;
  readonly secret: string;
  value: WebhookEndpoint;
  readonly deliveries: WebhookDelivery[];
}

// After so many failures in a row, of whatever deliveries.
const MOST_FAILURES = 20;

/**
 * Writes a delivery, and what its attempts do to the endpoint, into the endpoint's log.
 *
 * @param exists whether the endpoint is still there
 */
export function logDelivery(
  endpoint: StoredEndpoint,
  { uuid, event }: Told,
  { id, clock, exists }: { id: string; clock: Clock; exists: () => boolean },
): Watch {
  const now = clock.stamp();
  const delivery: WebhookDelivery = {
    id,
    webhook_endpoint_id: endpoint.value.id,
    event_id: uuid,
    event_type: event.type,
    status: 'pending',
    attempt_count: 0,
    next_retry_at: now,
    created_at: now,
    last_attempt_at: null,
    last_response_status: null,
    last_error: null,
    delivered_at: null,
  };
  endpoint.deliveries.unshift(delivery);
  return {
    begins() {
      const goes = endpoint.value.is_active && exists();
      Object.assign(
        delivery,
        goes ? { status: 'in_flight' } : { status: 'exhausted', last_error: 'The endpoint is switched off' },
      );
      return goes;
    },
    tried(attempt) {
      const at = stamp(attempt.at);
      Object.assign(delivery, {
        attempt_count: attempt.number,
        last_attempt_at: at,
        last_response_status: attempt.status ?? null,
        ...outcome(attempt, at),
      });
      endpoint.value = { ...endpoint.value, ...health(endpoint.value, attempt.taken, at) };
    },
  };
}

function outcome({ taken, status, next }: Tried, at: string): Partial<WebhookDelivery> {
  if (taken) return { status: 'delivered', delivered_at: at, last_error: null };
  const last_error = status === undefined ? 'No answer' : `Answered ${status}`;
  return next === undefined
    ? { status: 'exhausted', last_error }
    : { status: 'pending', last_error, next_retry_at: stamp(next) };
}

function health(
  { consecutive_failures: before }: WebhookEndpoint,
  taken: boolean,
  at: string,
): Partial<WebhookEndpoint> {
  if (taken) return { consecutive_failures: 0, last_success_at: at };
  const failed = { consecutive_failures: before + 1, last_failure_at: at };
  return before + 1 < MOST_FAILURES ? failed : { ...failed, is_active: false, disabled_at: at };
}

const stamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '+00:00');
