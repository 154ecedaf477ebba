import { hide, isOptimalDialError } from './base.ts';
import { CallError } from './call-error.ts';
/**
 * A request that may not be repeated failed in a way that does not tell whether it was carried out: it
 * may have been, and charged. It was not sent again, and must not be before someone has looked. Code
 * `outcome_unknown`.
 */
export class OutcomeUnknownError extends CallError {
  static {
    this.prototype.name = 'OutcomeUnknownError';
  }
  /**
   * @param cause what happened: an error of this package, or the signal's own reason
   * @param advice how to find out
   */
  constructor(call, trace, advice, cause) {
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
