import { OptimalDialError } from '../errors/base.ts';

/** Why a delivery was refused. */
export type WebhookFault =
  | 'no_signature'
  | 'bad_signature_header'
  | 'wrong_signature'
  | 'too_old'
  | 'too_new'
  | 'bad_body';

/** A delivery could not be verified: don't act on it, and answer 400 with an empty body. Code `webhook_verification`. */
export class WebhookVerificationError extends OptimalDialError {
  static {
    this.prototype.name = 'WebhookVerificationError';
  }
  /** Why it was refused, for logs only. */
  readonly fault: WebhookFault;

  constructor(fault: WebhookFault, message: string) {
    super('webhook_verification', message);
    this.fault = fault;
  }
}
