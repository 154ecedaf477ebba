import { randomUUID } from 'node:crypto';
import type { WebhookEvent } from '@optimaldial/types';
import { attemptDelivery, isTaken, PAUSES_MS } from './attempt.ts';
import { loopbackUrl } from '../server/loopback.ts';

/** Where a delivery goes: a URL, or a handler that answers it in process. */
export type WebhookTarget = string | URL | ((request: Request) => Response | Promise<Response>);

/** One attempt at a delivery. */
export interface DeliveryAttempt {
  /** From 1. */
  readonly attempt: number;
  /** HTTP status of the answer; `undefined` where there was none. */
  readonly status: number | undefined;
}

/** How a delivery went. */
export interface DeliveryResult {
  readonly status: 'delivered' | 'exhausted';
  readonly attempts: readonly DeliveryAttempt[];
}

/**
 * Delivers an event as OptimalDial does: signed anew for each attempt, redirects not followed, and
 * anything but a 2xx tried again up to 6 times, after 1 min, 5 min, 30 min, 2 h and 12 h. The pauses go
 * by `setTimeout` and `Date`, so that the fake timers of a test runner move them.
 *
 * @param target a URL on loopback, or a handler
 * @param event what to deliver; a variable, not a literal, may be of a type that is not described
 * @param secret the endpoint's secret
 * @returns how it went, once the event was accepted or given up
 * @throws RangeError if the target is a URL beyond loopback
 */
export async function deliverWebhook(
  target: WebhookTarget,
  event: WebhookEvent,
  secret: string,
): Promise<DeliveryResult> {
  const to = typeof target === 'function' ? target : loopbackUrl(target);
  if (to === undefined) {
    throw new RangeError(
      'deliverWebhook sends to a handler or to a server on loopback, such as http://127.0.0.1:3000.',
    );
  }
  const delivery = randomUUID();
  const attempts: DeliveryAttempt[] = [];
  for (const pause of [0, ...PAUSES_MS]) {
    if (pause > 0) await new Promise((resolve) => void setTimeout(resolve, pause));
    const attempt = attempts.length + 1;
    const timestamp = Math.floor(Date.now() / 1000);
    const url = 'https://handler.invalid/';
    const status = await attemptDelivery(to, event, { url, secret, delivery, attempt, timestamp });
    attempts.push({ attempt, status });
    if (isTaken(status)) return { status: 'delivered', attempts };
  }
  return { status: 'exhausted', attempts };
}
