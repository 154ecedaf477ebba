import { OptimalDialError } from './base.ts';

/**
 * Invalid configuration: the API key, an option of `createClient`, a webhook secret, or a broken `fetch`
 * function. Code [`configuration`](https://unpkg.com/@optimaldial/client/docs/errors/configuration.md).
 */
export class ConfigurationError extends OptimalDialError {
  static {
    this.prototype.name = 'ConfigurationError';
  }

  constructor(message: string) {
    super('configuration', message);
  }
}
