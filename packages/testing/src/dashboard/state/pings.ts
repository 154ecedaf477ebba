import type { WebhookEvent } from '@optimaldial/types';
import { NO_ROUTE, type AttemptReport } from '../../sandbox/delivery/delivery.ts';
import type { ShownEndpoint } from './webhooks.ts';

/** URLs that couldn't be registered, because their ping failed. */
export interface FailedPings {
  /** Adds an attempt. Attempts to deliver other events are ignored. */
  add(report: AttemptReport): void;
  /** Newest first. A URL is removed when a later ping succeeds. */
  shown(): readonly ShownEndpoint[];
}

/**
 * Creates an empty list.
 *
 * @param most number of URLs that are kept
 */
export function createFailedPings(most: number): FailedPings {
  const failed = new Map<string, ShownEndpoint>();
  return {
    add({ event, url, at, status, error, isSuccess }) {
      if (event !== ('webhook.ping' satisfies WebhookEvent['type'])) return;
      const failures = (failed.get(url)?.failures ?? 0) + 1;
      // Deleted first, because a map keeps the position of a key that it has.
      failed.delete(url);
      if (isSuccess) return;
      const reason =
        error === NO_ROUTE ? `${error}. Add one with --route` : (error ?? `HTTP status ${status}`);
      failed.set(url, {
        id: `ping ${url}`,
        url,
        events: [],
        status: 'not_registered',
        failures,
        error: `The ping failed: ${reason}`,
        failed: new Date(at).toISOString(),
      });
      const [oldest] = failed.keys();
      if (failed.size > most && oldest !== undefined) failed.delete(oldest);
    },
    shown: () => [...failed.values()].toReversed(),
  };
}
