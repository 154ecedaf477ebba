import { isOptimalDialError } from '@optimaldial/client';
import type { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { isRecord } from './is-record.ts';
import { NothingSentError } from './nothing-sent-error.ts';
import { UsageError } from './usage-error.ts';

/** Describes whatever a command has thrown. */
export function describeFailure(error: unknown, { signal }: Pick<Io, 'signal'>): Failure {
  if (error instanceof NothingSentError) return error.toJSON();
  if (signal.aborted) {
    return {
      name: 'Interrupted',
      message: 'Interrupted. Run the same command in the same folder to continue. Nothing is paid twice.',
      code: 'interrupted',
      next: 'retry',
    };
  }
  if (isOptimalDialError(error) || error instanceof UsageError) {
    return error.toJSON();
  }
  const { name = 'Error', message = String(error) } = error instanceof Error ? error : {};
  const code = isRecord(error) ? error['code'] : undefined;
  // An error of the operating system, such as ENOSPC.
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return { name, message: `${message}. Fix this, then run the same command again.`, code, next: 'person' };
  }
  return { name, message: `Unexpected error: ${message}`, code: 'unexpected', next: 'give_up' };
}
