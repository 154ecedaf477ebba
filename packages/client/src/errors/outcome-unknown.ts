import type { Call } from '../transport/types.ts';
import { hide, isOptimalDialError } from './base.ts';
import { CallError } from './call-error.ts';

/** Where to look for what may have been made. */
export interface Trace {
  /** When the request was sent, by the clock of this machine. */
  readonly from: Date;
  /** When the call gave up. What was sent may be carried out later still. */
  readonly to: Date;
  /** The filename that was sent, where there was one. */
  readonly filename: string | undefined;
}

/**
 * A request that may not be repeated failed in a way that does not tell whether it was carried out: it
 * may have been, and charged. It was not sent again, and must not be before someone has looked. Code
 * `outcome_unknown`.
 */
export class OutcomeUnknownError extends CallError {
  static {
    this.prototype.name = 'OutcomeUnknownError';
  }
  /** Where to look. Not enumerable: a filename may hold personal data. */
  declare readonly trace: Trace;

  /**
   * @param cause what happened: an error of this package, or the signal's own reason
   * @param advice how to find out
   */
  constructor(call: Call, trace: Trace, advice: string, cause: unknown) {
    const what = isOptimalDialError(cause) ? ` (${cause.code})` : '';
    super(
      'outcome_unknown',
      call,
      `failed after it was sent${what}: it may have been carried out, and charged. It was not sent again. ${advice}`,
    );
    hide(this, 'trace', trace);
    // Whole, unlike a foreign cause of other errors: it is ours, or what the caller aborted with.
    hide(this, 'cause', cause);
  }
}
