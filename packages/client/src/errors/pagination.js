import { OptimalDialError } from './base.ts';
/** A list would never end: the server returned a wrong cursor, or too many pages. Code `pagination`. */
export class PaginationError extends OptimalDialError {
  static {
    this.prototype.name = 'PaginationError';
  }
  constructor(message) {
    super('pagination', message);
  }
}
