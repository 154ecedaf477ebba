import type { CallOptions } from '../../request/call-options.ts';
import type { EndpointCalls } from './endpoint-calls.ts';
import { changeStored } from './change-stored.ts';
import type { KnownEndpoint } from './find-endpoints.ts';
import type { EnsureWebhook } from './options.ts';

/** While an endpoint is being updated. No older endpoint is deleted until it's known when that happened. */
const UPDATING = '9999-12-31T00:00:00.000Z';

/** Enables an endpoint and updates what differs. Calls nothing if nothing does. */
export async function updateEndpoint(
  webhooks: Pick<EndpointCalls, 'update'>,
  current: KnownEndpoint,
  { store, events, description }: EnsureWebhook,
  options: CallOptions | undefined,
): Promise<KnownEndpoint> {
  const { id, events: present, is_active: isActive, description: text } = current.webhook;
  const setActiveSince = async (activeSince: string): Promise<void> =>
    changeStored(store, (endpoints) =>
      endpoints.map((each) => (each.id === id ? { ...each, activeSince } : each)),
    );
  const isWider = !isActive || (events ?? []).some((type) => !present.includes(type));
  const areSame = events === undefined || (!isWider && present.every((type) => events.includes(type)));
  const isCurrent = isActive && areSame && (description === undefined || description === (text ?? ''));
  if (isWider) await setActiveSince(UPDATING);
  const webhook = isCurrent
    ? current.webhook
    : await webhooks.update(id, { events, description, is_active: true }, options);
  // Or a process was killed after the update.
  if (!isWider && current.activeSince !== UPDATING) return { webhook, activeSince: current.activeSince };
  // The time of the API. The update can be long after the list, if the process was suspended.
  const activeSince = webhook.updated_at ?? UPDATING;
  await setActiveSince(activeSince);
  return { webhook, activeSince };
}
