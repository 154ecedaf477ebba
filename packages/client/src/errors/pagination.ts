import { OptimalDialError } from './base.ts';

/** A list would never end: the server gave the same cursor twice in a row, or too many pages. Code `pagination`. */
export class PaginationError extends OptimalDialError {
  static {
    this.prototype.name = 'PaginationError';
  }

  constructor(
    message = 'The server returned the same cursor twice, so pagination would never end. The items so far are valid. Report this to OptimalDial.',
  ) {
    super('pagination', message);
  }
}
