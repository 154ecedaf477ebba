import { OptimalDialError } from './base.ts';
/** An argument of a call cannot work, such as an id that is not a uuid. Nothing was sent. Code `invalid_input`. */
export class InvalidInputError extends OptimalDialError {
  static {
    this.prototype.name = 'InvalidInputError';
  }
  constructor(message) {
    super('invalid_input', message);
  }
}
