import { inspect } from 'node:util';
import { isOptimalDialError } from '@optimaldial/client';

// API keys, signed URLs, phone numbers and file contents in the tests of this folder.
const SECRETS =
  /s3cret-K|od_live_[\w-]{16}|s1gned|signature=|token=|storage\.example|\+?1?[-. (]*[2-9]\d\d[-. )]*555[-. ]*01\d\d/i;

/** Throws if a text contains a secret. */
export function scan(text: string): void {
  const found = SECRETS.exec(text);
  if (found !== null) throw new Error(`“${found[0]}” leaked, in: ${text}`);
}

/** Returns an error after scanning everything that a log could show of it. */
export function scanError(error: unknown): unknown {
  if (!isOptimalDialError(error)) return error;
  scan(error.message);
  scan(error.stack ?? '');
  scan(inspect(error, { depth: 9 }));
  scan(JSON.stringify(error));
  if (isOptimalDialError(error.cause)) scanError(error.cause);
  return error;
}
