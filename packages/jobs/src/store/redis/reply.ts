const ADVICE = 'The client of Redis must return replies as strings, numbers and arrays.';

/** Reads a reply that is an array. @throws `TypeError` if the client converts replies */
export function arrayIn(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new TypeError(ADVICE);
}

/** Reads a reply that is a text. @throws `TypeError` if the client converts replies */
export function textIn(reply: unknown): string {
  if (typeof reply === 'string') return reply;
  throw new TypeError(ADVICE);
}

/** Reads the reply of a put. @throws `TypeError` if it is neither 0 nor 1 */
export function isStored(reply: unknown): boolean {
  const value = Number(reply);
  if (value === 0 || value === 1) return value === 1;
  throw new TypeError(ADVICE);
}
