import type { CallOptions } from '../../request/call-options.ts';
import type { EndpointCalls } from './endpoint-calls.ts';
import { createEndpoint } from './create-endpoint.ts';
import { findEndpoints } from './find-endpoints.ts';
import { checkEnsureOptions, type EnsuredWebhook, type EnsureWebhook } from './options.ts';
import { retireEndpoints } from './retire-endpoints.ts';
import { updateEndpoint } from './update-endpoint.ts';

/**
 * Makes sure that an endpoint with the URL is active and that its secret is stored. Nothing is remembered
 * outside the API and the store, and each step leaves a state from which another call continues, so the
 * process can be killed between any two of them.
 */
export async function ensureWebhook(
  webhooks: EndpointCalls,
  wanted: EnsureWebhook,
  options: CallOptions | undefined,
): Promise<EnsuredWebhook> {
  checkEnsureOptions(wanted);
  const found = await findEndpoints(webhooks, wanted, options);
  const [current, ...old] = found.known;
  const { rotateAfter = Infinity } = wanted;
  // One rotation at a time: the one before it has to end first.
  const isDue =
    old.length === 0 &&
    current !== undefined &&
    found.now - Date.parse(current.webhook.created_at) >= rotateAfter;
  if (current === undefined || isDue) return createEndpoint(webhooks, wanted, found, options);
  const updated = await updateEndpoint(webhooks, current, wanted, options);
  const retiring = await retireEndpoints(webhooks, updated, wanted, found, options);
  return { webhook: updated.webhook, isNew: false, retiring };
}
