import type { WebhookEndpoint } from '@optimaldial/types';
import type { CallOptions } from '../../request/call-options.ts';
import type { EndpointCalls } from './endpoint-calls.ts';
import { changeStored } from './change-stored.ts';
import { type FoundEndpoints, type KnownEndpoint, unlessNotFound } from './find-endpoints.ts';
import { isReplaced } from './is-replaced.ts';
import type { EnsureWebhook } from './options.ts';

const GRACE_MS = 3_600_000;

/**
 * Deletes the endpoints that the current one has replaced, then their secrets.
 *
 * @returns those that are still needed
 */
export async function retireEndpoints(
  webhooks: Pick<EndpointCalls, 'delete' | 'deliveries'>,
  current: KnownEndpoint,
  { store, grace = GRACE_MS }: EnsureWebhook,
  { known, unknown, gone, now }: FoundEndpoints,
  options: CallOptions | undefined,
): Promise<WebhookEndpoint[]> {
  const deleted = [...gone];
  const retiring: WebhookEndpoint[] = [];
  for (const webhook of [...known.map((each) => each.webhook), ...unknown]) {
    if (webhook.id === current.webhook.id) continue;
    if (await isReplaced(webhooks, webhook, current, { grace, now }, options)) {
      await unlessNotFound(webhooks.delete(webhook.id, options));
      deleted.push(webhook.id);
    } else retiring.push(webhook);
  }
  if (deleted.length > 0) {
    await changeStored(store, (endpoints) => endpoints.filter(({ id }) => !deleted.includes(id)));
  }
  return retiring;
}
