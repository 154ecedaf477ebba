import type { CreateWebhookEndpoint, WebhookEndpoint } from '@optimaldial/types';
import { describeNumber } from '../../describe-value.ts';
import { InvalidInputError } from '../../errors/invalid-input.ts';
import type { WebhookSecretStore } from '../../webhooks/secret-store.ts';

/** Options of `webhooks.ensure`: the endpoint, and where its secret is stored. */
export interface EnsureWebhook extends CreateWebhookEndpoint {
  /** Stores the secret, before anything depends on it. Use one store per account. */
  readonly store: WebhookSecretStore;
  /**
   * Age of the secret in ms after which it is rotated; 0 rotates it now.
   *
   * @default it isn't rotated
   */
  readonly rotateAfter?: number | undefined;
  /**
   * How long both secrets are accepted at least, in ms, before the old endpoint is deleted.
   *
   * @default 3,600,000
   */
  readonly grace?: number | undefined;
}

/** The result of `webhooks.ensure`. Contains no secret: read them with `loadSecrets`. */
export interface EnsuredWebhook {
  /** The endpoint, with the requested events. */
  readonly webhook: WebhookEndpoint;
  /** Whether this call created it. */
  readonly isNew: boolean;
  /** Other endpoints with this URL. A later call deletes them. */
  readonly retiring: readonly WebhookEndpoint[];
}

/** @throws InvalidInputError if an option is invalid */
export function checkEnsureOptions(options: EnsureWebhook): void {
  const { url, store, rotateAfter, grace } = options;
  if (typeof url !== 'string' || !URL.canParse(url)) {
    throw new InvalidInputError('webhooks.ensure needs the public https URL of the receiver as `url`.');
  }
  if (typeof store?.load !== 'function' || typeof store.save !== 'function') {
    throw new InvalidInputError('webhooks.ensure needs a `store` with the methods `load` and `save`.');
  }
  for (const [name, ms] of Object.entries({ rotateAfter, grace })) {
    if (ms !== undefined && !(typeof ms === 'number' && ms >= 0)) {
      throw new InvalidInputError(
        `\`${name}\` must be a non-negative number of ms, got ${describeNumber(ms)}.`,
      );
    }
  }
}
