import { OptimalDialError } from './base.ts';

/** Invalid pagination: the server returned an invalid cursor or too many pages. Code [`pagination`](https://unpkg.com/@optimaldial/client/docs/errors/pagination.md). */
export class PaginationError extends OptimalDialError {
  static {
    this.prototype.name = 'PaginationError';
  }

  constructor(message: string) {
    super('pagination', message);
  }
}
