import { redactCause } from '../errors/cause.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';

/**
 * The error for a file that changed, or couldn't be read, while it was sent.
 *
 * @param file how the message names the file
 * @param cause what reading it failed with; `undefined` if it has changed
 */
export function fileError(file: string, cause: unknown): InvalidInputError {
  const reason = cause === undefined ? 'it has changed' : redactCause(cause).message;
  return new InvalidInputError(
    `${file} could not be sent (${reason}).`,
    'The request was aborted, so no upload should exist. Check with `uploads.find`, then open the file again once it can be read and nothing writes to it.',
    'check',
  );
}
