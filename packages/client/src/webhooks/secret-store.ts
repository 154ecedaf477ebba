import { typeName } from '../describe-value.ts';
import { ConfigurationError } from '../errors/configuration.ts';
import { isRecord } from '../is-record.ts';

/** A webhook endpoint and its secret. */
export interface StoredWebhookSecret {
  /** ID of the endpoint. */
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** Since when the endpoint receives all events that `webhooks.ensure` was called with, as an ISO 8601 timestamp. */
  readonly activeSince: string;
}

/** What a {@link WebhookSecretStore} stores: plain JSON. */
export interface StoredWebhookSecrets {
  /** The endpoints whose secrets are accepted, newest first. */
  readonly endpoints: readonly StoredWebhookSecret[];
}

/** Where `webhooks.ensure` stores webhook secrets, such as a row of a database or a secret manager. */
export interface WebhookSecretStore {
  /** Returns what was last saved; `undefined` or `null` if nothing was. */
  load(): Promise<StoredWebhookSecrets | null | undefined>;
  /**
   * Replaces what is stored. Resolves once it is durable.
   *
   * @param previous what `load` returned; compare it if several processes can save at the same time
   * @returns `false` if something else than `previous` was stored, and nothing was replaced. Any other value
   *   means that `secrets` is stored
   */
  save(secrets: StoredWebhookSecrets, previous: StoredWebhookSecrets | undefined): Promise<unknown>;
}

/**
 * Reads the secrets that `webhooks.ensure` stored, newest first; an empty array if nothing is stored. Pass it to a
 * receiver, which then accepts the old and the new secret during a rotation.
 *
 * @throws ConfigurationError if the store returns something else than what was saved
 * @example
 * createWebhookHandler({ secret: () => loadSecrets(store), on });
 */
export async function loadSecrets(store: Pick<WebhookSecretStore, 'load'>): Promise<string[]> {
  const stored = await loadStored(store);
  return stored?.endpoints.map(({ secret }) => secret) ?? [];
}

/** Loads and checks what is stored. */
export async function loadStored(
  store: Pick<WebhookSecretStore, 'load'>,
): Promise<StoredWebhookSecrets | undefined> {
  return checkStored(await store.load());
}

/** @throws ConfigurationError if a value isn't what is stored */
export function checkStored(stored: unknown): StoredWebhookSecrets | undefined {
  if (stored === undefined || stored === null) return undefined;
  if (isStored(stored)) return stored;
  throw new ConfigurationError(
    `The webhook secret store loaded ${typeName(stored)} that it didn't save. \`load\` must return the value that was passed to \`save\`, parsed if you store JSON, or undefined.`,
  );
}

function isStored(value: unknown): value is StoredWebhookSecrets {
  return (
    isRecord(value) &&
    Array.isArray(value['endpoints']) &&
    value['endpoints'].every(
      (endpoint) =>
        isRecord(endpoint) &&
        [endpoint['id'], endpoint['url'], endpoint['secret'], endpoint['activeSince']].every(
          (field) => typeof field === 'string',
        ),
    )
  );
}
