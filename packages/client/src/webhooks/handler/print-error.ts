import { OptimalDialError } from '../../errors/base.ts';
import { WebhookVerificationError } from '../verification-error.ts';

/**
 * Prints an error, because it shows nowhere else. Anyone can cause the errors of this package by sending a request,
 * and their stacks are always the same, so each takes one line. The stack of a handler's error is kept.
 *
 * @param isExpected whether it isn't about the user's code, such as a broken connection
 */
export function printError(
  error: unknown,
  context: { readonly eventId?: string | undefined } = {},
  isExpected: boolean = context.eventId === undefined && error instanceof OptimalDialError,
): void {
  const { reason } = error instanceof WebhookVerificationError ? error : {};
  const line = String(error).replace(':', reason === undefined ? ':' : ` [${reason}]:`);
  const values = [isExpected ? line : error];
  // oxlint-disable-next-line no-console -- the default of `onError`
  console.error(...values, ...(context.eventId === undefined ? [] : [context]));
}
