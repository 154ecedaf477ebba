import { OptimalDialError } from '../errors/base.ts';
/** A delivery could not be verified: don't act on it, and answer 400 with an empty body. Code `webhook_verification`. */
export class WebhookVerificationError extends OptimalDialError {
  static {
    this.prototype.name = 'WebhookVerificationError';
  }
  /** Why it was refused, for logs only. */
  fault;
  constructor(fault, message) {
    super('webhook_verification', message);
    this.fault = fault;
  }
}
