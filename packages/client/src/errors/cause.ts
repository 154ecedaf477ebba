import { isRecord } from '../is-record.ts';

/** What remains of an error from outside this package: its name and its code, such as `ECONNREFUSED`. */
export interface ForeignCause extends Error {
  readonly code?: string;
}

// Names and codes are words with at most one number, such as `ERR_HTTP2_ERROR`. Keys and phone numbers aren't.
const WORD = /^(?!od_)[a-z_]{1,64}\d{0,4}[a-z_]{0,64}$/i;

/**
 * Reduces a foreign error to its name and code. Bun and Deno put the whole URL into their messages, and
 * a custom `fetch` may put anything there.
 */
export function reduceCause(error: unknown): ForeignCause {
  const name = word(error, 'name') ?? 'Error';
  let code: string | undefined;
  // undici has the code one level down: TypeError('fetch failed') → Error with code.
  for (let at = error, depth = 0; code === undefined && isRecord(at) && depth < 4; depth++) {
    code = word(at, 'code');
    at = at['cause'];
  }
  const reduced: ForeignCause = new Error(code ?? name);
  reduced.name = name;
  reduced.stack = `${name}: ${reduced.message}`;
  return code === undefined ? reduced : Object.assign(reduced, { code });
}

function word(value: unknown, key: string): string | undefined {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'string' && WORD.test(found) ? found : undefined;
}
