import { inspect } from 'node:util';
import { isOptimalDialError } from '@optimaldial/client';

// What the tests of this folder use for keys, signed URLs, phone numbers and file contents.
const SECRETS =
  /s3cret-K|od_live_[\w-]{16}|s1gned|signature=|token=|storage\.example|\+?1?[-. (]*(?:415|202|212)[-. )]*555[-. ]*01\d\d/i;

/** Throws where a text holds what nobody may see. */
export function scan(text: string): void {
  const found = SECRETS.exec(text);
  if (found !== null) throw new Error(`“${found[0]}” leaked, in: ${text}`);
}

/** Gives back what was thrown, once everything that a log could get of it was looked through. */
export function scanned(error: unknown): unknown {
  if (!isOptimalDialError(error)) return error;
  scan(error.message);
  scan(error.stack ?? '');
  scan(inspect(error, { depth: 9 }));
  scan(JSON.stringify(error));
  if (isOptimalDialError(error.cause)) scanned(error.cause);
  return error;
}
