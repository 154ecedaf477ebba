import type { CallOptions } from '../../request/call-options.ts';
import type { EndpointCalls } from './endpoint-calls.ts';
import { changeStored } from './change-stored.ts';
import type { FoundEndpoints } from './find-endpoints.ts';
import type { EnsuredWebhook, EnsureWebhook } from './options.ts';

/** Creates an endpoint, beside those with the same URL, and stores its secret. */
export async function createEndpoint(
  webhooks: Pick<EndpointCalls, 'create'>,
  { url, store, events, description }: EnsureWebhook,
  { known, unknown, gone }: FoundEndpoints,
  options: CallOptions | undefined,
): Promise<EnsuredWebhook> {
  const retiring = [...known.map(({ webhook }) => webhook), ...unknown];
  const [before] = retiring;
  // Fails before the endpoint exists if the store can't be written, because the secret is returned only once.
  await changeStored(store, (endpoints) => endpoints.filter(({ id }) => !gone.includes(id)));
  const { webhook, secret } = await webhooks.create(
    {
      url,
      events: events ?? before?.events,
      description: description ?? before?.description ?? undefined,
    },
    options,
  );
  const { id, created_at: activeSince } = webhook;
  await changeStored(store, (endpoints) => [{ id, url, secret, activeSince }, ...endpoints]);
  return { webhook, isNew: true, retiring };
}
