import type { WebhookEvent } from '@optimaldial/types';
import { eventExamples } from '../spec/operations.ts';
import { isRecord } from '../is-record.ts';

/** Any of the fields of a value, and any of those of its objects. */
export type EventOverrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Name in keyof T]?: EventOverrides<T[Name]> | undefined }
    : T;

/**
 * An event as OptimalDial sends it: the description's example of that type, with your fields over it,
 * at whatever depth. `deliverWebhook` delivers it, `signWebhook` signs its text.
 *
 * @param type what happened
 * @param changes what is to be otherwise, such as `{ data: { upload: { id } } }`
 */
export function buildWebhookEvent<Type extends WebhookEvent['type']>(
  type: Type,
  changes?: EventOverrides<Extract<WebhookEvent, { type: Type }>>,
): Extract<WebhookEvent, { type: Type }> {
  const example = eventExamples.find((one) => isRecord(one) && one['type'] === type);
  if (example === undefined) throw new RangeError(`The description has no event ${type}.`);
  // The tests of the description hold each example against the schema that the type is made from.
  return merge(example, changes) as Extract<WebhookEvent, { type: Type }>;
}

function merge(base: unknown, changes: unknown): unknown {
  if (changes === undefined) return structuredClone(base);
  if (!isPlain(base) || !isPlain(changes)) return structuredClone(changes);
  const names = new Set([...Object.keys(base), ...Object.keys(changes)]);
  return Object.fromEntries([...names].map((name) => [name, merge(base[name], changes[name])]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !Array.isArray(value);
}
