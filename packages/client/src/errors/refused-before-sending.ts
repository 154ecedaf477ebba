import { OptimalDialError } from './base.ts';

/** An option of `createClient` cannot work: the key, the base URL, a header. Nothing was sent. Code `configuration`. */
export class ConfigurationError extends OptimalDialError {
  static {
    this.prototype.name = 'ConfigurationError';
  }

  constructor(message: string, options?: ErrorOptions) {
    super('configuration', message, options);
  }
}

/** An argument of a call cannot work, such as an id that is not a uuid. Nothing was sent. Code `invalid_input`. */
export class InvalidInputError extends OptimalDialError {
  static {
    this.prototype.name = 'InvalidInputError';
  }

  constructor(message: string) {
    super('invalid_input', message);
  }
}
