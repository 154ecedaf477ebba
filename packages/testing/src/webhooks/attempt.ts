import type { WebhookEvent } from '@optimaldial/types';
import type { WebhookTarget } from './deliver.ts';
import { post } from './post.ts';
import { signWebhook } from './sign.ts';

const MINUTE_MS = 60_000;

/** What OptimalDial waits after each failed attempt, in ms; after the last one it gives up. */
export const PAUSES_MS: readonly number[] = [1, 5, 30, 120, 720].map((minutes) => minutes * MINUTE_MS);

/** One attempt at a delivery. */
export interface Attempt {
  /** The address that the endpoint has, where a handler stands behind it. */
  readonly url: string;
  readonly secret: string;
  /** Names the delivery, the same over all its attempts. */
  readonly delivery: string;
  /** From 1. */
  readonly attempt: number;
  /** When it is signed, in Unix seconds. */
  readonly timestamp: number;
}

const PATIENCE_MS = 5000;

/** Whether a delivery was taken: anything but a 2xx, or no answer, is tried again. */
export function isTaken(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/**
 * Sends an event once, signed, with OptimalDial's headers. Redirects aren't followed.
 *
 * @returns the status of the response; `undefined` without one. A server has 5 seconds to respond; a
 *   handler has no limit, because fake timers would run out while it works
 */
export async function attemptDelivery(
  target: WebhookTarget,
  event: WebhookEvent,
  { url, secret, delivery, attempt, timestamp }: Attempt,
): Promise<number | undefined> {
  const body = JSON.stringify(event);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'OptimalDial-Webhooks/1.0',
    'x-optimaldial-signature': signWebhook(body, secret, { timestamp }),
    'x-optimaldial-event': event.type,
    'x-optimaldial-event-id': event.id,
    'x-optimaldial-delivery-id': delivery,
    'x-optimaldial-attempt': String(attempt),
    'x-optimaldial-timestamp': String(timestamp),
  };
  // Made for a server too: headers that HTTP doesn't allow are the caller's mistake, not a failed attempt.
  const request = new Request(url, { method: 'POST', headers, body });
  try {
    if (typeof target === 'function') return (await target(request)).status;
    return await post(new URL(target), { headers, body, ms: PATIENCE_MS });
  } catch {
    // A receiver that throws or can't be reached didn't accept the event: the attempt failed.
    return undefined;
  }
}
