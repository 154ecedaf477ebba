import { OptimalDialError } from './base.ts';

/** The server gave the same cursor twice in a row: the list would never end. Code `pagination`. */
export class PaginationError extends OptimalDialError {
  static {
    this.prototype.name = 'PaginationError';
  }

  constructor() {
    super(
      'pagination',
      'The list gave the cursor of a page as that of the next one, so that it would never end. The items so far are right; tell OptimalDial.',
    );
  }
}
