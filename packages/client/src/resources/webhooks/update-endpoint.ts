import type { CallOptions } from '../../request/call-options.ts';
import type { EndpointCalls } from './endpoint-calls.ts';
import { changeStored } from './change-stored.ts';
import type { FoundEndpoints, KnownEndpoint } from './find-endpoints.ts';
import type { EnsureWebhook } from './options.ts';

/** Enables an endpoint and updates what differs. Calls nothing if nothing does. */
export async function updateEndpoint(
  webhooks: Pick<EndpointCalls, 'update'>,
  current: KnownEndpoint,
  { store, events, description }: EnsureWebhook,
  { now }: FoundEndpoints,
  options: CallOptions | undefined,
): Promise<KnownEndpoint> {
  const { id, events: present, is_active: isActive, description: text } = current.webhook;
  const isWider = !isActive || (events ?? []).some((type) => !present.includes(type));
  const areSame = events === undefined || (!isWider && present.every((type) => events.includes(type)));
  if (isActive && areSame && (description === undefined || description === (text ?? ''))) return current;
  let { activeSince } = current;
  if (isWider) {
    // Stored before the update: an older endpoint is kept until its deliveries of the time before it have ended.
    activeSince = new Date(now).toISOString();
    await changeStored(store, (endpoints) =>
      endpoints.map((each) => (each.id === id ? { ...each, activeSince } : each)),
    );
  }
  const webhook = await webhooks.update(id, { events, description, is_active: true }, options);
  return { webhook, activeSince };
}
