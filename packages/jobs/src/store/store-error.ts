import { OptimalDialError } from '@optimaldial/client';

/** Options of a {@link StoreError}. */
export interface StoreErrorOptions {
  /** Whether the same call can succeed later, or a person has to act first. */
  readonly next: 'retry' | 'person';
  /** The file or folder that the error is about. */
  readonly path?: string | undefined;
  readonly cause?: unknown;
}

/** A store couldn't read or write a record. The message says what to do. Code [`job_store`](https://unpkg.com/@optimaldial/client/docs/errors/job_store.md). */
export class StoreError extends OptimalDialError {
  static {
    this.prototype.name = 'StoreError';
  }
  /** The file or folder that the error is about, if the store keeps files. */
  declare readonly path: string | undefined;

  constructor(message: string, { next, path, cause }: StoreErrorOptions) {
    super('job_store', message, { next, cause });
    // Not enumerable, because `path` of other errors is that of a URL.
    Object.defineProperty(this, 'path', { value: path, enumerable: false, configurable: true });
  }
}
