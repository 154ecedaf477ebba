import type { WebhookEvent } from '@optimaldial/types';
import { attemptDelivery, isTaken, PAUSES_MS } from '../../webhooks/attempt.ts';
import type { Clock } from '../clock.ts';
import type { Routes } from './routes.ts';

/** What goes to whom. */
export interface Parcel {
  /** Names the delivery, the same over all its attempts. */
  readonly id: string;
  readonly event: WebhookEvent;
  readonly secret: string;
  /** Where it goes; asked anew for each attempt, since an address can change in between. */
  readonly url: () => string;
}

/** An attempt that was made. */
export interface Tried {
  /** From 1. */
  readonly number: number;
  /** When it was made, in ms. */
  readonly at: number;
  /** HTTP status of the answer; `undefined` where none came. */
  readonly status: number | undefined;
  readonly taken: boolean;
  /** When the next one is due, in ms; `undefined` where there is none. */
  readonly next: number | undefined;
}

/** Keeps watch over a delivery. */
export interface Watch {
  /** Asked before each attempt; false gives the delivery up. */
  begins(): boolean;
  /** Told of each attempt. */
  tried(attempt: Tried): void;
}

/** Takes events to where they go, by the sandbox's time. */
export interface Dispatch {
  /** Whether anything stands behind an address. */
  reaches(url: string): boolean;
  /** One attempt, now; whether it was taken. */
  once(parcel: Parcel): Promise<boolean>;
  /** As many attempts as it takes, with the documented pauses, the first one now. */
  deliver(parcel: Parcel, watch?: Watch): void;
}

const UNWATCHED: Watch = { begins: () => true, tried: () => undefined };

/** Makes the dispatch of a sandbox. */
export function createDispatch(clock: Clock, routes: Routes): Dispatch {
  async function attempt({ id, event, secret, url }: Parcel, number: number): Promise<number | undefined> {
    const address = url();
    const target = routes.target(address);
    if (target === undefined) return undefined;
    // By the clock of the machine, as the receiver's is: he refuses what is 5 minutes old or ahead.
    const timestamp = Math.floor(Date.now() / 1000);
    return attemptDelivery(target, event, { url: address, secret, delivery: id, attempt: number, timestamp });
  }

  return {
    reaches: (url) => routes.target(url) !== undefined,
    once: async (parcel) => isTaken(await attempt(parcel, 1)),
    deliver(parcel, watch = UNWATCHED) {
      const go = async (number: number): Promise<void> => {
        const at = clock.now();
        if (!watch.begins()) return;
        const status = await attempt(parcel, number);
        const taken = isTaken(status);
        const pause = taken ? undefined : PAUSES_MS[number - 1];
        const next = pause === undefined ? undefined : at + pause;
        watch.tried({ number, at, status, taken, next });
        if (next !== undefined) clock.at(next, () => go(number + 1));
      };
      clock.at(clock.now(), () => go(1));
    },
  };
}
