import type { WebhookEvent } from '@optimaldial/types';
import { attemptDelivery, isSuccess, RETRY_DELAYS_MS } from '../../webhooks/attempt.ts';
import type { Clock } from '../simulation/clock.ts';
import type { Routes } from './routes.ts';

/** An event for one URL. */
export interface Delivery {
  /** ID of the delivery, the same for all its attempts. */
  readonly id: string;
  readonly event: WebhookEvent;
  readonly secret: string;
  /** Called for each attempt, because the URL of an endpoint can change in between. */
  readonly url: () => string;
}

/** The result of one attempt. */
export interface AttemptResult {
  /** From 1. */
  readonly attempt: number;
  /** Time of the attempt, in ms since 1970. */
  readonly at: number;
  /** HTTP status of the response; `undefined` without a response. */
  readonly status: number | undefined;
  readonly isSuccess: boolean;
  /** Time of the next attempt, in ms since 1970; `undefined` after the last one. */
  readonly nextAt: number | undefined;
}

/** Observes the attempts of a delivery. */
export interface DeliveryObserver {
  /** Called before each attempt. Return `false` to cancel the delivery. */
  onStart(): boolean;
  /** Called after each attempt. */
  onResult(result: AttemptResult): void;
}

/** Sends deliveries in the sandbox's time. */
export interface Dispatcher {
  /** Whether there is a route for a URL. */
  canReach(url: string): boolean;
  /** Makes one attempt now. Returns whether it succeeded. */
  send(delivery: Delivery): Promise<boolean>;
  /** Schedules a delivery now, with the documented retries. */
  deliver(delivery: Delivery, observer?: DeliveryObserver): void;
}

const NO_OBSERVER: DeliveryObserver = { onStart: () => true, onResult: () => undefined };

/** Creates the dispatcher of a sandbox. */
export function createDispatcher(clock: Clock, routes: Routes): Dispatcher {
  async function post({ id, event, secret, url }: Delivery, attempt: number): Promise<number | undefined> {
    const address = url();
    const target = routes.target(address);
    if (target === undefined) return undefined;
    // Real time, because receivers reject a timestamp that differs from theirs by more than 5 minutes.
    const timestamp = Math.floor(Date.now() / 1000);
    return attemptDelivery(target, event, { url: address, secret, deliveryId: id, attempt, timestamp });
  }

  return {
    canReach: (url) => routes.target(url) !== undefined,
    send: async (delivery) => isSuccess(await post(delivery, 1)),
    deliver(delivery, observer = NO_OBSERVER) {
      const run = async (attempt: number): Promise<void> => {
        const at = clock.now();
        if (!observer.onStart()) return;
        const status = await post(delivery, attempt);
        const delay = isSuccess(status) ? undefined : RETRY_DELAYS_MS[attempt - 1];
        const nextAt = delay === undefined ? undefined : at + delay;
        observer.onResult({ attempt, at, status, isSuccess: isSuccess(status), nextAt });
        if (nextAt !== undefined) clock.schedule(nextAt, () => run(attempt + 1));
      };
      clock.schedule(clock.now(), () => run(1));
    },
  };
}
