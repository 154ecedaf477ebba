import type { Failure } from './failure.ts';

/** The user interrupted the command before anything was sent. Code `interrupted`. */
export class NothingSentError extends Error {
  static {
    this.prototype.name = 'Interrupted';
  }

  toJSON(): Failure {
    return { name: this.name, message: this.message, code: 'interrupted', next: 'retry' };
  }
}
