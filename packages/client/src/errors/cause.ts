import { isRecord } from '../is-record.ts';

/** A foreign error, reduced to its name and its code, such as `ECONNREFUSED`. */
export interface RedactedCause extends Error {
  readonly code?: string;
}

// A word with at most one number, such as `ERR_HTTP2_ERROR`; keys and phone numbers don't match.
const WORD = /^(?!od_)[a-z_]{1,64}\d{0,4}[a-z_]{0,64}$/i;

/**
 * Reduces a foreign error to its name and code. Bun and Deno put the whole URL into their messages, and a
 * custom `fetch` can put anything there.
 *
 * @returns an error whose message is the code, or the name if it has no code
 */
export function redactCause(error: unknown): RedactedCause {
  const name = readWord(error, 'name') ?? 'Error';
  let code: string | undefined;
  // undici nests the code: TypeError('fetch failed') → Error with code.
  for (let current = error, depth = 0; code === undefined && isRecord(current) && depth < 4; depth++) {
    code = readWord(current, 'code');
    current = current['cause'];
  }
  const redacted: RedactedCause = new Error(code ?? name);
  redacted.name = name;
  redacted.stack = `${name}: ${redacted.message}`;
  return code === undefined ? redacted : Object.assign(redacted, { code });
}

function readWord(value: unknown, key: string): string | undefined {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'string' && WORD.test(found) ? found : undefined;
}
