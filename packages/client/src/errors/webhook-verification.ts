import { OptimalDialError } from './base.ts';

/** Why a delivery was refused. */
export type WebhookFault =
  | 'no_signature'
  | 'bad_signature_header'
  | 'wrong_signature'
  | 'too_old'
  | 'too_new'
  | 'bad_body';

/** A delivery is not proven to come from OptimalDial: answer 400, and do nothing of what it says. Code `webhook_verification`. */
export class WebhookVerificationError extends OptimalDialError {
  static {
    this.prototype.name = 'WebhookVerificationError';
  }
  /** Why, for programs. */
  readonly fault: WebhookFault;

  constructor(fault: WebhookFault, message: string) {
    super('webhook_verification', message);
    this.fault = fault;
  }
}
