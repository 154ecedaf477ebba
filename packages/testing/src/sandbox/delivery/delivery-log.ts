import type { WebhookDelivery, WebhookEndpoint } from '@optimaldial/types';
import { formatTimestamp, type Clock } from '../simulation/clock.ts';
import type { Collection } from '../state/collection.ts';
import type { EndpointRecord } from '../state/state.ts';
import type { AttemptResult, LogEntry } from './delivery.ts';
import type { EventEnvelope } from './events.ts';

/** Logs deliveries at their endpoints. */
export interface DeliveryLog {
  /** Adds a delivery with the given ID. */
  add(endpoint: EndpointRecord, envelope: EventEnvelope, id: string): LogEntry;
  /** Called before each attempt. Returns `false` if the endpoint was disabled or deleted. */
  start(entry: LogEntry): boolean;
  /** Called after each attempt. */
  record(entry: LogEntry, result: AttemptResult): void;
}

// An endpoint is disabled after this many consecutive failures, across all deliveries.
const MAX_FAILURES = 20;

/** Creates the log of the deliveries to endpoints. */
export function createDeliveryLog(clock: Clock, endpoints: Collection<EndpointRecord>): DeliveryLog {
  return {
    add(endpoint, { uuid, event }, id) {
      const now = clock.timestamp();
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
      return { endpoint, delivery };
    },
    start({ endpoint, delivery }) {
      const isActive = endpoint.value.is_active && endpoints.find(endpoint.value.id) !== undefined;
      Object.assign(
        delivery,
        isActive
          ? { status: 'in_flight' }
          : {
              status: 'exhausted',
              last_error: delivery.last_error ?? 'The endpoint is disabled or deleted',
            },
      );
      return isActive;
    },
    record({ endpoint, delivery }, result) {
      const at = formatTimestamp(result.at);
      Object.assign(delivery, {
        attempt_count: result.attempt,
        last_attempt_at: at,
        last_response_status: result.status ?? null,
        ...outcome(result, at),
      });
      endpoint.value = { ...endpoint.value, ...health(endpoint.value, result.isSuccess, at) };
    },
  };
}

function outcome({ isSuccess, status, error, nextAt }: AttemptResult, at: string): Partial<WebhookDelivery> {
  if (isSuccess) return { status: 'delivered', delivered_at: at, last_error: null };
  const last_error = status === undefined ? `No response: ${error}` : `HTTP status ${status}`;
  return nextAt === undefined
    ? { status: 'exhausted', last_error }
    : { status: 'pending', last_error, next_retry_at: formatTimestamp(nextAt) };
}

function health(
  { consecutive_failures: before }: WebhookEndpoint,
  isSuccess: boolean,
  at: string,
): Partial<WebhookEndpoint> {
  if (isSuccess) return { consecutive_failures: 0, last_success_at: at };
  const failed = { consecutive_failures: before + 1, last_failure_at: at };
  return before + 1 < MAX_FAILURES ? failed : { ...failed, is_active: false, disabled_at: at };
}
