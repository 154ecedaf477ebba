import type { WebhookEvent } from '@optimaldial/types';
import { isRecord } from '../is-record.ts';
import { NoResponse, post } from './post.ts';
import { signWebhook } from './sign.ts';

/** Target of a delivery: a URL on loopback, or a handler that is called in process. */
export type WebhookTarget = string | URL | ((request: Request) => Response | Promise<Response>);

const MINUTE_MS = 60_000;

/** OptimalDial's retry delays after each failed attempt, in ms. */
export const RETRY_DELAYS_MS: readonly number[] = [1, 5, 30, 120, 720].map((minutes) => minutes * MINUTE_MS);

/** One attempt to deliver an event. */
export interface Attempt {
  /** URL of the endpoint, for the request that a handler receives. */
  readonly url: string;
  readonly secret: string;
  /** ID of the delivery, the same for all its attempts. */
  readonly deliveryId: string;
  /** From 1. */
  readonly attempt: number;
  /** Timestamp of the signature, in Unix seconds. */
  readonly timestamp: number;
}

/** The result of an attempt. */
export interface AttemptResponse {
  /** HTTP status of the response; `undefined` without one. */
  readonly status: number | undefined;
  /** Why the request got no response, without anything secret. */
  readonly error?: string | undefined;
}

const TIMEOUT_MS = 5000;

/** Whether an attempt succeeded: any status but a 2xx, or no response, is retried. */
export function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/**
 * Sends an event once, signed, with OptimalDial's headers. Redirects aren't followed.
 *
 * @returns the status of the response, or the reason of its absence. A server has 5 seconds to respond. A handler
 *   has no timeout, because fake timers would make it expire immediately
 */
export async function attemptDelivery(
  target: WebhookTarget,
  event: WebhookEvent,
  { url, secret, deliveryId, attempt, timestamp }: Attempt,
): Promise<AttemptResponse> {
  const body = JSON.stringify(event);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'OptimalDial-Webhooks/1.0',
    'x-optimaldial-signature': signWebhook(body, secret, { timestamp }),
    'x-optimaldial-event': event.type,
    'x-optimaldial-event-id': event.id,
    'x-optimaldial-delivery-id': deliveryId,
    'x-optimaldial-attempt': String(attempt),
    'x-optimaldial-timestamp': String(timestamp),
  };
  // Created for a server too: invalid headers are the caller's mistake, not a failed attempt.
  const request = new Request(url, { method: 'POST', headers, body });
  try {
    if (typeof target === 'function') return { status: (await target(request)).status };
    return { status: await post(new URL(target), { headers, body, ms: TIMEOUT_MS }) };
  } catch (error) {
    const reason = typeof target === 'function' ? thrownBy(error) : networkReason(error);
    return { status: undefined, error: reason };
  }
}

// Only the name: the message of a handler's error can contain anything.
function thrownBy(error: unknown): string {
  return `the handler threw ${error instanceof Error ? error.name : typeof error}`;
}

/** Such as `ECONNREFUSED 127.0.0.1:3000`. */
function networkReason(error: unknown): string {
  if (error instanceof NoResponse) return error.message;
  // A host name with several addresses gives an AggregateError.
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const [{ code, address, port } = {}] = errors.filter(isRecord);
  const reason = typeof code === 'string' ? code : 'no response';
  return typeof address === 'string' ? `${reason} ${address}:${String(port)}` : reason;
}
