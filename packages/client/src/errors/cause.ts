import { harmless } from '../mask.ts';
import { isRecord } from '../record.ts';

/** What is kept of an error that is not ours: its name and its code, such as `ECONNREFUSED`. */
export interface ForeignCause extends Error {
  readonly code?: string;
}

// Names and codes are words; anything longer or with other signs may be text that holds data.
const WORD = /^\w{1,64}$/;

/**
 * Reduces a foreign error to its name and code. Bun and Deno put the whole URL into the message of
 * theirs, and a `fetch` of the caller's may put anything there.
 */
export function reduceCause(error: unknown): ForeignCause {
  const name = word(error, 'name') ?? 'Error';
  let code: string | undefined;
  // undici tells the code one level down: TypeError('fetch failed') → Error with code.
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
  return typeof found === 'string' && WORD.test(found) ? harmless(found) : undefined;
}
