import { ConfigurationError } from '../../errors/configuration.ts';
import {
  loadStored,
  type StoredWebhookSecret,
  type WebhookSecretStore,
} from '../../webhooks/secret-store.ts';

const MOST_ATTEMPTS = 20;

/** Changes what is stored, as it is now: another process may have changed it since it was last read. */
export async function changeStored(
  store: WebhookSecretStore,
  change: (endpoints: readonly StoredWebhookSecret[]) => readonly StoredWebhookSecret[],
): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const previous = await loadStored(store);
    const endpoints = change(previous?.endpoints ?? []);
    if ((await store.save({ endpoints }, previous)) !== false) return;
  }
  throw new ConfigurationError(
    `The webhook secret store refused to save ${MOST_ATTEMPTS} times. \`save\` must return false only if something else than \`previous\` is stored.`,
  );
}
