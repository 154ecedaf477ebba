import type { Call } from './call.ts';
import { CallError } from './call-error.ts';

/** The limit that a call exceeded. */
export interface ExceededLimit {
  readonly limit: 'timeout' | 'deadline';
  /** The limit, in ms. */
  readonly ms: number;
  /** Duration of the whole call, in ms. */
  readonly elapsed: number;
}

/** An attempt exceeded its `timeout`, or the call its `deadline`. Code [`timeout`](https://unpkg.com/@optimaldial/client/docs/errors/timeout.md). */
export class TimeoutError extends CallError {
  static {
    this.prototype.name = 'TimeoutError';
  }
  /** The limit that was exceeded. */
  readonly limit: 'timeout' | 'deadline';
  /** Duration of the whole call, in ms. */
  readonly elapsed: number;

  constructor(call: Call, { limit, ms, elapsed }: ExceededLimit) {
    const total =
      limit === 'timeout' && call.attempts > 1 ? ` (${(elapsed / 1000).toFixed(1)} s in total)` : '';
    super('timeout', call, `exceeded its ${limit} of ${ms} ms${total}. Try again, or increase \`${limit}\`.`);
    this.limit = limit;
    this.elapsed = elapsed;
  }
}
