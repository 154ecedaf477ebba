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
  /** Why the response is missing, such as `the handler threw TypeError`. */
  readonly error?: string | undefined;
}

/** Options of {@link deliverWebhook}. */
export interface DeliverOptions {
  /**
   * How many attempts to make at most, from 1 to 6. A second one waits for 1 minute, a sixth for 12 hours, unless
   * fake timers skip the delays.
   *
   * @default 1
   */
  readonly attempts?: number | undefined;
}

/** Result of a delivery. */
export interface DeliveryResult {
  /** `delivered` after a 2xx response; `failed` if no attempt got one. */
  readonly status: 'delivered' | 'failed';
  /** Every attempt, in order. */
  readonly attempts: readonly DeliveryAttempt[];
}

/**
 * Signs an event and delivers it as OptimalDial does: once, or with retries if you set `attempts`. Any response but a
 * 2xx is a failure, and redirects aren't followed. The retry delays are those of OptimalDial (1 min, 5 min, 30 min,
 * 2 h and 12 h) and use `setTimeout` and `Date`, so that fake timers can skip them.
 *
 * @param target a URL on loopback, or a handler
 * @param event the event to deliver. A variable (not a literal) may have an undocumented type
 * @param secret the endpoint's secret
 * @returns the result, after the event was delivered or the last attempt failed. A failure doesn't throw
 * @throws RangeError if the target isn't a handler or on loopback, or `attempts` isn't from 1 to 6
 * @example
 * const { status, attempts } = await deliverWebhook('http://127.0.0.1:3000/optimaldial', event, secret);
 */
export async function deliverWebhook(
  target: WebhookTarget,
  event: WebhookEvent,
  secret: string,
  { attempts: most = 1 }: DeliverOptions = {},
): Promise<DeliveryResult> {
  const to = typeof target === 'function' ? target : loopbackUrl(target);
  if (to === undefined) {
    throw new RangeError(
      'deliverWebhook: target must be a handler or a URL on loopback, such as http://127.0.0.1:3000.',
    );
  }
  const delays = [0, ...RETRY_DELAYS_MS];
  if (!Number.isInteger(most) || most < 1 || most > delays.length) {
    throw new RangeError(`deliverWebhook: attempts must be an integer from 1 to ${delays.length}.`);
  }
  const deliveryId = randomUUID();
  const attempts: DeliveryAttempt[] = [];
  for (const delay of delays.slice(0, most)) {
    if (delay > 0) await new Promise((resolve) => void setTimeout(resolve, delay));
    const attempt = attempts.length + 1;
    const timestamp = Math.floor(Date.now() / 1000);
    const url = 'https://handler.invalid/';
    const result = await attemptDelivery(to, event, { url, secret, deliveryId, attempt, timestamp });
    attempts.push({ attempt, ...result });
    if (isSuccess(result.status)) return { status: 'delivered', attempts };
  }
  return { status: 'failed', attempts };
}
