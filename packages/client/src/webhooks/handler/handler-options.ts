import type { WebhookEvent } from '@optimaldial/types';
import { checkHandlers } from './check-handlers.ts';
import { checkNumber } from './check-number.ts';
import { printError } from './print-error.ts';
import { memorySeen, type SeenEvents } from './seen-events.ts';
import { readSecrets } from '../secrets.ts';

/** Secrets of an endpoint. Missing and empty ones are ignored, so that environment variables can be passed. */
export type WebhookSecrets = string | readonly (string | undefined)[] | undefined;

/** Handlers by event type. */
export type WebhookEventHandlers = {
  /** Called with each verified event of this type. The delivery is acknowledged once its promise resolves. */
  readonly [Type in WebhookEvent['type']]?:
    | ((event: Extract<WebhookEvent, { type: Type }>) => unknown)
    | undefined;
} & {
  /** Called with events that have no handler of their own, including types that were added to the API later. */
  readonly default?: ((event: WebhookEvent) => unknown) | undefined;
};

/** The event that an error of a webhook handler is about. Empty if the delivery wasn't verified. */
export interface WebhookErrorContext {
  /** ID of the event. */
  readonly eventId?: string | undefined;
  /** Type of the event. */
  readonly eventType?: string | undefined;
}

/** Options of `createWebhookHandler`. */
export interface WebhookHandlerOptions {
  /**
   * Secret of the endpoint, several during a rotation, or a function that returns them for each delivery.
   * Until one is set, deliveries get a 503, and OptimalDial retries them.
   */
  readonly secret: WebhookSecrets | (() => WebhookSecrets | Promise<WebhookSecrets>);
  /** Handlers by event type. Events without a handler are acknowledged. */
  readonly on: WebhookEventHandlers;
  /** Remembers handled events. @default `memorySeen()`, which only works within one process */
  readonly seen?: SeenEvents | undefined;
  /** Largest accepted body in bytes. @default 1,000,000 */
  readonly maxBytes?: number | undefined;
  /**
   * Time limit for the response in ms; 0 disables it. A handler that needs longer continues, and its result
   * applies to the next delivery of the event.
   *
   * @default 4,000, because OptimalDial waits 5 seconds for the ping
   */
  readonly timeout?: number | undefined;
  /** Maximum difference between the timestamp of a delivery and the system clock, in ms. @default 300,000 */
  readonly tolerance?: number | undefined;
  /**
   * Called with every error: rejected deliveries, handlers that threw or exceeded `timeout`, a missing
   * secret, a failed `seen`.
   *
   * @default prints a line for a rejected delivery, a broken connection or a timeout, and other errors with their
   *   stack, through `console.error`
   */
  readonly onError?: ((error: unknown, context: WebhookErrorContext) => unknown) | undefined;
}

/** Checked options with their defaults. */
export interface HandlerSettings {
  /** Returns the present secrets. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly on: WebhookEventHandlers;
  readonly seen: SeenEvents;
  readonly maxBytes: number;
  readonly timeout: number;
  readonly tolerance: number | undefined;
  /** Never rejects. An expected error isn't about the user's code. */
  readonly report: (error: unknown, event?: WebhookEvent, isExpected?: true) => Promise<void>;
}

/**
 * Checks the options of `createWebhookHandler`.
 *
 * @throws ConfigurationError if one is invalid
 */
export function checkOptions(options: WebhookHandlerOptions): HandlerSettings {
  const { secret, on, seen = memorySeen(), maxBytes = 1_000_000, timeout = 4000, tolerance } = options;
  const { onError } = options;
  checkNumber('maxBytes', maxBytes);
  checkNumber('timeout', timeout);
  checkNumber('tolerance', tolerance ?? 0);
  checkHandlers(on);
  // Fails at startup instead of at the first delivery.
  if (typeof secret !== 'function' && present(secret).length > 0) readSecrets(present(secret));
  return {
    secrets: async () => present(typeof secret === 'function' ? await secret() : secret),
    on,
    seen,
    maxBytes,
    timeout: timeout || Infinity,
    tolerance,
    async report(error, event, isExpected) {
      const context = event ? { eventId: event.id, eventType: event.type } : {};
      try {
        if (onError) await onError(error, context);
        else printError(error, context, isExpected);
      } catch (failure) {
        printError(failure);
      }
    },
  };
}

function present(secrets: WebhookSecrets): readonly string[] {
  return [secrets].flat().filter((secret): secret is string => secret !== undefined && secret !== '');
}
