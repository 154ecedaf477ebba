import { OptimalDialError } from '../errors/base.ts';

/** Why a delivery was rejected. */
export type WebhookVerificationReason =
  | 'missing_signature'
  | 'malformed_signature'
  | 'signature_mismatch'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'invalid_body';

/**
 * A delivery could not be verified. Ignore it, and respond with 400 and an empty body. Code
 * `webhook_verification`.
 */
export class WebhookVerificationError extends OptimalDialError {
  static {
    this.prototype.name = 'WebhookVerificationError';
  }
  /** Why it was rejected. For your logs: don't send it to the caller. */
  readonly reason: WebhookVerificationReason;

  constructor(reason: WebhookVerificationReason, message: string) {
    super('webhook_verification', message);
    this.reason = reason;
  }
}
