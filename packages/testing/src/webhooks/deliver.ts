import { randomUUID } from 'node:crypto';
import type { WebhookEvent } from '@optimaldial/types';
import { loopbackUrl } from '../loopback.ts';
import { attemptDelivery, isSuccess, RETRY_DELAYS_MS, type WebhookTarget } from './attempt.ts';

/** One attempt to deliver an event. */
export interface DeliveryAttempt {
  /** From 1. */
  readonly attempt: number;
  /** HTTP status of the response; `undefined` without a response. */
  readonly status: number | undefined;
}

/** Result of a delivery. */
export interface DeliveryResult {
  /** `delivered` after a 2xx response; `exhausted` if all 6 attempts failed. */
  readonly status: 'delivered' | 'exhausted';
  /** Every attempt, in order. */
  readonly attempts: readonly DeliveryAttempt[];
}

/**
 * Delivers an event as OptimalDial does. Each attempt is signed, and redirects aren't followed. Any response
 * but a 2xx is retried after 1 min, 5 min, 30 min, 2 h and 12 h, for 6 attempts in total. The delays use
 * `setTimeout` and `Date`, so that fake timers can skip them.
 *
 * @param target a URL on loopback, or a handler
 * @param event the event to deliver. A variable (not a literal) may have an undocumented type
 * @param secret the endpoint's secret
 * @returns the result, after the event was delivered or the last attempt failed
 * @throws RangeError if the target isn't a handler or on loopback
 */
export async function deliverWebhook(
  target: WebhookTarget,
  event: WebhookEvent,
  secret: string,
): Promise<DeliveryResult> {
  const to = typeof target === 'function' ? target : loopbackUrl(target);
  if (to === undefined) {
    throw new RangeError(
      'deliverWebhook: target must be a handler or a URL on loopback, such as http://127.0.0.1:3000.',
    );
  }
  const deliveryId = randomUUID();
  const attempts: DeliveryAttempt[] = [];
  for (const delay of [0, ...RETRY_DELAYS_MS]) {
    if (delay > 0) await new Promise((resolve) => void setTimeout(resolve, delay));
    const attempt = attempts.length + 1;
    const timestamp = Math.floor(Date.now() / 1000);
    const url = 'https://handler.invalid/';
    const { status } = await attemptDelivery(to, event, { url, secret, deliveryId, attempt, timestamp });
    attempts.push({ attempt, status });
    if (isSuccess(status)) return { status: 'delivered', attempts };
  }
  return { status: 'exhausted', attempts };
}
