import type { Call } from '../transport/types.ts';
import { CallError } from './call-error.ts';

/** What ran out: the time of one attempt, or that of the whole call. */
export interface Spent {
  readonly limit: 'timeout' | 'deadline';
  /** The limit, in ms. */
  readonly ms: number;
  /** How long the call took in all, in ms. */
  readonly elapsed: number;
}

/** No whole answer within `timeout` of an attempt, or `deadline` of the call. Code `timeout`. */
export class TimeoutError extends CallError {
  static {
    this.prototype.name = 'TimeoutError';
  }
  /** Which of the two ran out: `timeout` or `deadline`. */
  readonly limit: 'timeout' | 'deadline';
  /** How long the call took in all, in ms. */
  readonly elapsed: number;

  constructor(call: Call, { limit, ms, elapsed }: Spent) {
    const advice = `Try again, or allow more time (\`${limit}\`, in ms).`;
    super(
      'timeout',
      call,
      limit === 'timeout'
        ? `got no whole answer within ${ms} ms, ${(elapsed / 1000).toFixed(1)} s in all. ${advice}`
        : `was not done within its deadline of ${ms} ms. ${advice}`,
    );
    this.limit = limit;
    this.elapsed = elapsed;
  }
}
