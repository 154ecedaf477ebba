import { createClient, type WebhookSecretStore } from '@optimaldial/client';
import type { StoredWebhookSecrets } from '@optimaldial/client/webhooks';
import { createSandbox, phoneNumbers, type Sandbox } from '@optimaldial/testing';
import type { Control } from './control.ts';
import type { Receiver } from './receiver.ts';

/** An account whose deliveries go to a receiver. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly control: Control;
  /** Registers the receiver, and returns the secret. */
  register(): Promise<string>;
  /** Registers the receiver with `webhooks.ensure`, or rotates its secret. The receiver reads the same store. */
  ensure(options?: { rotateAfter: number }): Promise<void>;
  /** Creates a list and completes it, which delivers an event to every endpoint. */
  completeUpload(): Promise<void>;
  /** The status, attempts and last response of each delivery, oldest first. */
  deliveries(): string[];
}

/** The address of every receiver in its account. */
export const ADDRESS = 'https://crm.example/optimaldial';

let scenes = 0;

/**
 * Opens an account of its own, without secrets.
 *
 * @param path of the receiver
 */
export function openScene({ url, control }: Receiver, path: string): Scene {
  // With the same seed, the events of two accounts would have the same IDs.
  const sandbox = createSandbox({ clock: 'manual', seed: (scenes += 1) });
  const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
  sandbox.route(ADDRESS, `${url}${path}`);
  Object.assign(control, { secrets: [], isBroken: false, delay: 0 });
  control.handled.length = 0;
  let stored: StoredWebhookSecrets | undefined;
  const store: WebhookSecretStore = {
    load: async () => stored,
    async save(secrets) {
      stored = secrets;
      control.secrets = secrets.endpoints.map(({ secret }) => secret);
    },
  };
  return {
    sandbox,
    control,
    register: async () => (await client.webhooks.create({ url: ADDRESS })).secret,
    async ensure(options) {
      await client.webhooks.ensure({ url: ADDRESS, store, ...options });
    },
    async completeUpload() {
      await client.uploads.create({ phone_numbers: phoneNumbers(100) });
      await sandbox.advance('1min');
    },
    deliveries: () =>
      sandbox
        .deliveries()
        .map(({ status, attempt_count, last_response_status }) =>
          [status, attempt_count, last_response_status].join(' '),
        )
        .toReversed(),
  };
}
