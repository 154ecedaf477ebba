import { ServerError } from './api-error.ts';
import { isOptimalDialError, setHidden } from './base.ts';
import type { Call } from './call.ts';
import { CallError, ConnectionError } from './call-error.ts';
import { redactCause } from './cause.ts';

/** What to search for if the outcome of a request is unknown. */
export interface Trace {
  /** Time of the request, by the clock of this machine. */
  readonly from: Date;
  /** Time of the failure. The server may process the request even later. */
  readonly to: Date;
  /** Filename that was sent, if any. */
  readonly filename: string | undefined;
  /** Token in that filename, if `uploads.create` was called with `reconcile`. */
  readonly token: string | undefined;
}

/**
 * A request that can't be repeated safely failed after it was sent, so it may have been processed and
 * charged. Check the outcome before you send it again. Code [`outcome_unknown`](https://unpkg.com/@optimaldial/client/docs/errors/outcome_unknown.md).
 */
export class OutcomeUnknownError extends CallError {
  static {
    this.prototype.name = 'OutcomeUnknownError';
  }
  /** What to search for. Not enumerable: a filename may contain personal data. */
  declare readonly trace: Trace;
  /** Token in the filename that was sent; `undefined` without `reconcile`. */
  readonly token: string | undefined;

  /**
   * @param advice how to check the outcome
   * @param cause an error of this package, or the reason of the signal
   */
  constructor(call: Call, trace: Trace, advice: string, cause: unknown) {
    super(
      'outcome_unknown',
      call,
      `failed after it was sent (${reasonOf(cause)}), so it may have been processed and charged. ${advice}`,
      // Not redacted: it is an error of this package or the caller's own reason.
      { cause },
    );
    this.token = trace.token;
    setHidden(this, 'trace', trace);
  }
}

/** Why the request failed, in a few words. */
function reasonOf(cause: unknown): string {
  if (!isOptimalDialError(cause)) return 'aborted';
  if (cause instanceof ServerError) return `returned ${cause.status}`;
  if (!(cause instanceof ConnectionError)) return cause.code.replace('_', ' ');
  const { code } = redactCause(cause.cause);
  return `connection lost${code === undefined ? '' : `: ${code}`}`;
}
