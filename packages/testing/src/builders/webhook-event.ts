import type { WebhookEvent } from '@optimaldial/types';
import { eventExamples } from '../spec/operations.ts';
import { isRecord } from '../is-record.ts';

/** Fields of a value to override, at any depth. */
export type EventOverrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Name in keyof T]?: EventOverrides<T[Name]> | undefined }
    : T;

/**
 * Builds a webhook event from the spec's example of its type. Deliver it with `deliverWebhook`, or sign its
 * JSON with `signWebhook`.
 *
 * @param type event type
 * @param overrides fields to override, such as `{ data: { upload: { id } } }`
 */
export function buildWebhookEvent<Type extends WebhookEvent['type']>(
  type: Type,
  overrides?: EventOverrides<Extract<WebhookEvent, { type: Type }>>,
): Extract<WebhookEvent, { type: Type }> {
  const examples = eventExamples.filter(isRecord);
  const example = examples.find((one) => one['type'] === type);
  if (example === undefined) {
    const types = examples.map((one) => one['type']);
    throw new RangeError(`Unknown event type "${type}". Use one of ${types.join(', ')}.`);
  }
  // The tests of the spec validate each example against the schema that the type is generated from.
  return merge(example, overrides) as Extract<WebhookEvent, { type: Type }>;
}

function merge(base: unknown, overrides: unknown): unknown {
  if (overrides === undefined) return structuredClone(base);
  if (!isPlain(base) || !isPlain(overrides)) return structuredClone(overrides);
  const names = new Set([...Object.keys(base), ...Object.keys(overrides)]);
  return Object.fromEntries([...names].map((name) => [name, merge(base[name], overrides[name])]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !Array.isArray(value);
}
