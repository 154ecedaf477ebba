import { isRecord } from '../is-record.ts';

const SIGNATURE_HEADER = 'x-optimaldial-signature';

/** Headers in any common form: `Headers` of any implementation, a `Map`, pairs, or a plain object. */
export type WebhookHeaders =
  | { get(name: string): string | null | undefined }
  | Iterable<readonly [name: string, value: string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Returns the signature header, or '' if it is missing. Inspects the behavior of `headers`, not their class. */
export function signatureHeader(headers: unknown): string {
  if (!isRecord(headers)) return '';
  const { get } = headers;
  const found: unknown = typeof get === 'function' ? get.call(headers, SIGNATURE_HEADER) : undefined;
  if (found !== undefined && found !== null) return textsOf(found).join();
  // The `get` of a Map is case-sensitive, so the header may still exist.
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
