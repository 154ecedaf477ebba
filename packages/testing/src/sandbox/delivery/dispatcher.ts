import { attemptDelivery, isSuccess, RETRY_DELAYS_MS } from '../../webhooks/attempt.ts';
import type { Clock } from '../simulation/clock.ts';
import { NO_ROUTE, type AttemptResult, type Delivery, type OnAttempt } from './delivery.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { isPublic } from './public-url.ts';
import type { Routes } from './routes.ts';

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
        ? { status: undefined, error: isPublic(url) ? NO_ROUTE : 'the URL is not https or not public' }
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
