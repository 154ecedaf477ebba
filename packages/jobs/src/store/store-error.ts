import type { ErrorJson } from './record.ts';

/** Options of a {@link StoreError}. */
export interface StoreErrorOptions {
  /** Whether the same call can succeed later, or a person has to act first. */
  readonly next: 'retry' | 'person';
  /** The file or folder that the error is about. */
  readonly path?: string | undefined;
  readonly cause?: unknown;
}

/** A store couldn't read or write a record. The message says what to do. Code `store`. */
export class StoreError extends Error {
  static {
    this.prototype.name = 'StoreError';
  }
  /** Identifies the kind of failure. */
  readonly code = 'store';
  /** Whether the same call can succeed later, or a person has to act first. */
  readonly next: 'retry' | 'person';
  /** The file or folder that the error is about, if the store keeps files. */
  readonly path: string | undefined;

  constructor(message: string, { next, path, cause }: StoreErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.next = next;
    this.path = path;
  }

  /** The error as JSON, without its stack and cause. */
  toJSON(): ErrorJson {
    return { name: this.name, message: this.message, code: this.code, next: this.next };
  }
}
