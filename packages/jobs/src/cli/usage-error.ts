import type { Failure } from './failure.ts';

/** The command can't do what it was called for, so it has sent nothing. Code `usage`. */
export class UsageError extends Error {
  static {
    this.prototype.name = 'UsageError';
  }
  readonly code = 'usage';
  readonly next = 'person';

  toJSON(): Failure {
    return { name: this.name, message: this.message, code: this.code, next: this.next };
  }
}
