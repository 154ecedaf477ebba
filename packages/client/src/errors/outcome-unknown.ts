import { isOptimalDialError, setHidden } from './base.ts';
import type { Call } from './call.ts';
import { CallError } from './call-error.ts';

/** What to search for if the outcome of a request is unknown. */
export interface Trace {
  /** Time of the request, by the clock of this machine. */
  readonly from: Date;
  /** Time of the failure. The server may process the request even later. */
  readonly to: Date;
  /** Filename that was sent, if any. */
  readonly filename: string | undefined;
}

/**
 * A non-idempotent request failed after it was sent, so it may have been processed and charged. The client
 * didn't retry it; check the outcome before you send it again. Code `outcome_unknown`.
 */
export class OutcomeUnknownError extends CallError {
  static {
    this.prototype.name = 'OutcomeUnknownError';
  }
  /** What to search for. Not enumerable: a filename may contain personal data. */
  declare readonly trace: Trace;

  /**
   * @param advice how to check the outcome
   * @param cause an error of this package, or the reason of the signal
   */
  constructor(call: Call, trace: Trace, advice: string, cause: unknown) {
    const code = isOptimalDialError(cause) ? ` (${cause.code})` : '';
    super(
      'outcome_unknown',
      call,
      `failed after it was sent${code}, so it may have been processed and charged. It was not retried. ${advice}`,
    );
    setHidden(this, 'trace', trace);
    // Not redacted: it is an error of this package or the caller's own reason.
    setHidden(this, 'cause', cause);
  }
}
