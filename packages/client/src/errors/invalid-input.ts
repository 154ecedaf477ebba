import { OptimalDialError } from './base.ts';
import type { Next } from './verdict/codes.ts';

/**
 * Invalid argument of a call, such as a malformed ID. Rejected locally, before anything is sent or charged;
 * a file that changes during its upload aborts the request instead. Code [`invalid_input`](https://unpkg.com/@optimaldial/client/docs/errors/invalid_input.md).
 */
export class InvalidInputError extends OptimalDialError {
  static {
    this.prototype.name = 'InvalidInputError';
  }

  constructor(message: string, outcome = 'Nothing was sent.', next?: Next) {
    super('invalid_input', `${message} ${outcome}`, { next });
  }
}
