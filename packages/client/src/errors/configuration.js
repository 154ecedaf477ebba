import { OptimalDialError } from './base.ts';
/** An option of `createClient` cannot work: the key, the base URL, a header. Nothing was sent. Code `configuration`. */
export class ConfigurationError extends OptimalDialError {
  static {
    this.prototype.name = 'ConfigurationError';
  }
  constructor(message, options) {
    super('configuration', message, options);
  }
}
