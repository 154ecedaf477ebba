import { OptimalDialError } from '../../errors/base.ts';
import { WebhookVerificationError } from '../verification-error.ts';

/**
 * Prints an error, because it shows nowhere else. Anyone can cause the errors of this package by sending a request,
 * and their stacks are always the same, so each takes one line. The stack of a handler's error is kept.
 */
export function printError(error: unknown, context: { readonly eventId?: string | undefined } = {}): void {
  const isKnown = context.eventId === undefined && error instanceof OptimalDialError;
  const reason = error instanceof WebhookVerificationError ? ` [${error.reason}]` : '';
  const values = isKnown ? [`${error.name}${reason}: ${error.message}`] : [error];
  // oxlint-disable-next-line no-console -- the default of `onError`
  console.error(...values, ...(context.eventId === undefined ? [] : [context]));
}
