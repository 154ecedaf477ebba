import type { WebhookDelivery, WebhookEvent } from '@optimaldial/types';
import { attemptDelivery, isSuccess, RETRY_DELAYS_MS, type AttemptResponse } from '../../webhooks/attempt.ts';
import type { Clock } from '../simulation/clock.ts';
import type { EndpointRecord } from '../state/state.ts';
import type { DeliveryLog } from './delivery-log.ts';
import type { Routes } from './routes.ts';

/** An event for one URL, as plain data. */
export interface Delivery {
  /** ID of the delivery, the same for all its attempts. */
  readonly id: string;
  readonly event: WebhookEvent;
  readonly secret: string;
  /** URL of the recipient. That of an endpoint can change between attempts. */
  readonly url: string;
  /** Set for a delivery to an endpoint. */
  readonly entry?: LogEntry | undefined;
}

/** A delivery in the log of its endpoint. */
export interface LogEntry {
  readonly endpoint: EndpointRecord;
  readonly delivery: WebhookDelivery;
}

/** The result of one attempt. */
export interface AttemptResult extends AttemptResponse {
  /** From 1. */
  readonly attempt: number;
  /** Time of the attempt, in ms since 1970. */
  readonly at: number;
  readonly isSuccess: boolean;
  /** Time of the next attempt, in ms since 1970; `undefined` after the last one. */
  readonly nextAt: number | undefined;
}

/** An attempt, for a log. */
export interface AttemptReport extends AttemptResult {
  /** Type of the event. */
  readonly event: string;
  /** URL of the endpoint. It can contain secrets and phone numbers. */
  readonly url: string;
}

/** Called after each attempt of any delivery, and after each ping. */
export type OnAttempt = (report: AttemptReport) => void;

/** Sends deliveries in the sandbox's time. */
export interface Dispatcher {
  /** Whether there is a route for a URL. */
  canReach(url: string): boolean;
  /** Makes one attempt now. Returns whether it succeeded. */
  send(delivery: Delivery): Promise<boolean>;
  /** Schedules a delivery now, with the documented retries. */
  deliver(delivery: Delivery): void;
}

interface ScheduledAttempt {
  readonly delivery: Delivery;
  readonly attempt: number;
}

/** What the dispatcher reports to. */
interface Observers {
  readonly log: Pick<DeliveryLog, 'start' | 'record'>;
  readonly onAttempt: OnAttempt;
}

/** Creates the dispatcher of a sandbox. */
export function createDispatcher(clock: Clock, routes: Routes, { log, onAttempt }: Observers): Dispatcher {
  async function post(
    { id, event, secret, url: firstUrl, entry }: Delivery,
    attempt: number,
    delays: readonly number[],
  ): Promise<AttemptResult> {
    const at = clock.now();
    const url = entry?.endpoint.value.url ?? firstUrl;
    const target = routes.target(url);
    // Real time, because receivers reject a timestamp that differs from theirs by more than 5 minutes.
    const timestamp = Math.floor(Date.now() / 1000);
    const response =
      target === undefined
        ? { status: undefined, error: 'no route for this URL' }
        : await attemptDelivery(target, event, { url, secret, deliveryId: id, attempt, timestamp });
    const succeeded = isSuccess(response.status);
    const delay = succeeded ? undefined : delays[attempt - 1];
    const nextAt = delay === undefined ? undefined : at + delay;
    const result = { ...response, attempt, at, isSuccess: succeeded, nextAt };
    onAttempt({ ...result, event: event.type, url });
    return result;
  }

  const attemptAt = clock.define<ScheduledAttempt>('attempt delivery', async ({ delivery, attempt }) => {
    const { entry } = delivery;
    if (entry !== undefined && !log.start(entry)) return;
    const result = await post(delivery, attempt, RETRY_DELAYS_MS);
    if (entry !== undefined) log.record(entry, result);
    if (result.nextAt !== undefined) attemptAt(result.nextAt, { delivery, attempt: attempt + 1 });
  });

  return {
    canReach: (url) => routes.target(url) !== undefined,
    send: async (delivery) => (await post(delivery, 1, [])).isSuccess,
    deliver: (delivery) => attemptAt(clock.now(), { delivery, attempt: 1 }),
  };
}
