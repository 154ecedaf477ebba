import { reduceCause } from '../errors/cause.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';

/**
 * The error for a file that couldn't be sent as it was when the call began.
 *
 * @param file how the message names it
 * @param cause what went wrong while it was read; `undefined` if it has changed
 */
export function fileError(file: string, cause: unknown): InvalidInputError {
  const { code, name } = reduceCause(cause);
  const reason = cause === undefined ? 'it has changed' : (code ?? name);
  return new InvalidInputError(
    `${file} could not be sent as it was when it was opened (${reason}). The request was broken off before its end, so no upload was created. Open the file again once nothing writes to it.`,
  );
}
