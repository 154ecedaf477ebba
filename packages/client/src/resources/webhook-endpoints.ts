import type { CallOptions } from '../request/call-options.ts';
import type { CallOperation } from '../request/call.ts';
import { createEndpointCalls, type EndpointCalls } from './webhooks/endpoint-calls.ts';
import { ensureWebhook } from './webhooks/ensure-webhook.ts';
import type { EnsuredWebhook, EnsureWebhook } from './webhooks/options.ts';

/** Calls for webhook endpoints. The API key needs the scope `webhooks:manage`. */
export interface Webhooks extends EndpointCalls {
  /**
   * Creates or updates the endpoint with a URL, stores its secret, and rotates it. Call it at every deployment, or
   * from cron: each call moves a rotation one step forward, and continues where a killed process stopped.
   *
   * Other endpoints with this URL are replaced without losing an event, so that all their secrets are stored.
   *
   * @param endpoint by default, `events` and `description` stay as they are
   * @throws InvalidInputError or ConfigurationError if an option is invalid, or the store returns another value
   *   than it saved; and what the calls and the store throw. Then call it again
   * @example
   * await client.webhooks.ensure({ url: 'https://crm.example/optimaldial', store, rotateAfter: 90 * 86_400_000 });
   */
  ensure(endpoint: EnsureWebhook, options?: CallOptions): Promise<EnsuredWebhook>;
}

/** Creates the calls for webhook endpoints. */
export function createWebhooks(call: CallOperation): Webhooks {
  const calls = createEndpointCalls(call);
  return { ...calls, ensure: (endpoint, options) => ensureWebhook(calls, endpoint, options) };
}
