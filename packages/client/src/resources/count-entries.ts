import { describeNumber } from '../describe-value.ts';
import { isOptimalDialError, setHidden } from '../errors/base.ts';
import { redactCause } from '../errors/cause.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { abortReason } from '../time/abort.ts';
import type { CreateUpload } from './upload-input.ts';

const LF = 10;
const CR = 13;

/**
 * Counts the entries of a list: the highest possible price in credits. Streams a file, in constant memory,
 * and counts its non-empty lines after the header. A line break within quotes counts as well, so the result
 * can be higher than the number of rows, but not lower.
 *
 * @param signal stops reading the file; the promise then rejects with the signal's reason
 * @throws InvalidInputError if the file can't be read, or changes while it is read
 */
export async function countEntries(
  { file, phone_numbers, contacts }: CreateUpload,
  signal?: AbortSignal,
): Promise<number> {
  if (file === undefined) return (phone_numbers ?? contacts).length;
  const reader = file.stream().getReader();
  let lines = 0;
  let left = file.size;
  let isEmpty = true;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw unreadable(isOptimalDialError(error) ? error : redactCause(error));
    });
    if (done) break;
    if (signal?.aborted) {
      await reader.cancel();
      throw abortReason(signal);
    }
    // A chunk of text has no `byteLength`: `left` becomes NaN, which is rejected below.
    left -= value.byteLength;
    // By index: three times as fast as `for of`.
    for (let index = 0; index < value.length; index++) {
      const byte = value[index];
      if (byte === LF || byte === CR) isEmpty = true;
      else if (isEmpty) {
        isEmpty = false;
        lines += 1;
      }
    }
  }
  if (left !== 0) throw unreadable();
  return Math.max(0, lines - 1);
}

// Not `fileError`: its verdict is for a file that may have been sent in part.
function unreadable(cause?: Error): InvalidInputError {
  const error = new InvalidInputError(
    'The file could not be read, or has changed. Open it again once nothing writes to it.',
    'Nothing was sent or charged.',
    'person',
  );
  if (cause) setHidden(error, 'cause', cause);
  return error;
}

/** @throws InvalidInputError if `maxCredits` isn't a number of credits */
export function checkMaxCredits(maxCredits: unknown): void {
  if (maxCredits === undefined || (Number.isSafeInteger(maxCredits) && Number(maxCredits) >= 0)) return;
  throw new InvalidInputError(
    `\`maxCredits\` must be a non-negative integer, got ${describeNumber(maxCredits)}.`,
  );
}

/** @throws InvalidInputError if the list can cost more than `maxCredits` */
export async function checkPrice(
  upload: CreateUpload,
  maxCredits: number,
  signal: AbortSignal,
): Promise<void> {
  const entries = await countEntries(upload, signal);
  if (entries <= maxCredits) return;
  throw new InvalidInputError(
    `uploads.create: the list can cost ${entries} credits, but \`maxCredits\` is ${maxCredits}. Send fewer entries, or increase \`maxCredits\`.`,
    'Nothing was sent or charged.',
    'person',
  );
}
