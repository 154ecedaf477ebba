import { ConfigurationError } from '../../errors/configuration.ts';
import type { CallOptions } from '../../request/call-options.ts';
import type { EndpointCalls } from './endpoint-calls.ts';
import { changeStored } from './change-stored.ts';
import type { FoundEndpoints } from './find-endpoints.ts';
import type { EnsuredWebhook, EnsureWebhook } from './options.ts';

/** More than crashes explain: a store that forgets would add one at every deployment, which no call could delete. */
const MOST_UNKNOWN = 10;

/** Creates an endpoint, beside those with the same URL, and stores its secret. */
export async function createEndpoint(
  webhooks: Pick<EndpointCalls, 'create'>,
  { url, store, events, description }: EnsureWebhook,
  { known, unknown, gone }: FoundEndpoints,
  options: CallOptions | undefined,
): Promise<EnsuredWebhook> {
  const retiring = [...known.map(({ webhook }) => webhook), ...unknown];
  const [before] = retiring;
  if (known.length === 0 && unknown.length >= MOST_UNKNOWN) {
    throw new ConfigurationError(
      `${unknown.length} webhook endpoints have this URL, but their secrets aren't stored. Check that \`store\` keeps what it saves, then delete unused ones with webhooks.delete.`,
    );
  }
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
