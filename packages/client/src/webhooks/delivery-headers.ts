import { isRecord } from '../is-record.ts';

const SIGNATURE_HEADER = 'x-optimaldial-signature';

/** Headers in any common shape: `Headers` of any implementation, a `Map`, pairs, or a plain object. */
export type WebhookHeaders =
  | { get(name: string): string | null | undefined }
  | Iterable<readonly [name: string, value: string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Finds the signature header by the behavior of `headers`, not by their class. Returns '' if there is none. */
export function signatureHeader(headers: unknown): string {
  if (!isRecord(headers)) return '';
  const { get } = headers;
  // The `get` of a Map is case-sensitive, so a header that it does not find may still exist.
  const found: unknown = typeof get === 'function' ? get.call(headers, SIGNATURE_HEADER) : undefined;
  if (found !== undefined && found !== null) return textsOf(found).join();
  const values: string[] = [];
  for (const entry of isIterable(headers) ? headers : Object.entries(headers)) {
    if (Array.isArray(entry) && String(entry[0]).toLowerCase() === SIGNATURE_HEADER) {
      values.push(...textsOf(entry[1]));
    }
  }
  return values.join();
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(textsOf) : [];
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
