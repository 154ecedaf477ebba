import { isRecord } from '../is-record.ts';
const SIGNATURE_HEADER = 'x-optimaldial-signature';
/** Finds the signature header by the behavior of `headers`, not by their class. Returns '' if there is none. */
export function signatureHeader(headers) {
  if (!isRecord(headers)) return '';
  const { get } = headers;
  // The `get` of a Map is case-sensitive, so a header that it does not find may still exist.
  const found = typeof get === 'function' ? get.call(headers, SIGNATURE_HEADER) : undefined;
  if (found !== undefined && found !== null) return textsOf(found).join();
  const values = [];
  for (const entry of isIterable(headers) ? headers : Object.entries(headers)) {
    if (Array.isArray(entry) && String(entry[0]).toLowerCase() === SIGNATURE_HEADER) {
      values.push(...textsOf(entry[1]));
    }
  }
  return values.join();
}
function textsOf(value) {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(textsOf) : [];
}
function isIterable(value) {
  return Symbol.iterator in value;
}
