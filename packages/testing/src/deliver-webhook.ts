import { randomUUID } from 'node:crypto';
import type { WebhookEvent } from '@optimaldial/types';
import { signWebhook } from './sign-webhook.ts';

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
export interface Delivered {
  readonly status: 'delivered' | 'exhausted';
  readonly attempts: readonly DeliveryAttempt[];
}

const MINUTE_MS = 60_000;
const PAUSES_MS = [1, 5, 30, 120, 720].map((minutes) => minutes * MINUTE_MS);

/**
 * Delivers an event as OptimalDial does: signed anew for each attempt, redirects not followed, and
 * anything but a 2xx tried again up to 6 times, after 1 min, 5 min, 30 min, 2 h and 12 h. The pauses go
 * by `setTimeout` and `Date`, so that the fake timers of a test runner move them.
 *
 * @param target a URL on loopback, or a handler
 * @param event what to deliver; a variable, not a literal, may be of a type that is not described
 * @param secret the endpoint's secret
 * @returns how it went, once it was taken or given up
 */
export async function deliverWebhook(
  target: WebhookTarget,
  event: WebhookEvent,
  secret: string,
): Promise<Delivered> {
  const body = JSON.stringify(event);
  const delivery = randomUUID();
  const attempts: DeliveryAttempt[] = [];
  for (const pause of [0, ...PAUSES_MS]) {
    if (pause > 0) await new Promise((resolve) => void setTimeout(resolve, pause));
    const attempt = attempts.length + 1;
    const status = await send(target, toRequest(target, event, { body, secret, delivery, attempt }));
    attempts.push({ attempt, status });
    if (status !== undefined && status >= 200 && status < 300) return { status: 'delivered', attempts };
  }
  return { status: 'exhausted', attempts };
}

function toRequest(
  target: WebhookTarget,
  event: WebhookEvent,
  { body, secret, delivery, attempt }: { body: string; secret: string; delivery: string; attempt: number },
): Request {
  const timestamp = Math.floor(Date.now() / 1000);
  return new Request(typeof target === 'function' ? 'https://handler.invalid/' : target, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'OptimalDial-Webhooks/1.0',
      'x-optimaldial-signature': signWebhook(body, secret, { timestamp }),
      'x-optimaldial-event': event.type,
      'x-optimaldial-event-id': event.id,
      'x-optimaldial-delivery-id': delivery,
      'x-optimaldial-attempt': String(attempt),
      'x-optimaldial-timestamp': String(timestamp),
    },
    body,
  });
}

async function send(target: WebhookTarget, request: Request): Promise<number | undefined> {
  try {
    const response = await (typeof target === 'function' ? target(request) : fetch(request));
    return response.status;
  } catch {
    // A receiver that throws or cannot be reached has not taken it: the attempt failed.
    return undefined;
  }
}
