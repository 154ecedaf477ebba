import type { Contact, Upload, WebhookEndpoint } from '@optimaldial/types';
import { exampleBody } from '../spec/example-body.ts';

/** Fields of an object to override; `undefined` keeps the default. */
export type Overrides<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/**
 * Builds an upload from the spec's example for its status, so that counts, credits and paths are
 * consistent. If you override `valid_row_count`, the credits follow.
 *
 * @param overrides fields to override. Default: a `completed` upload
 */
export function buildUpload(overrides: Overrides<Upload> = {}): Upload {
  const example = exampleBody('retrieveUpload', 200, overrides.status ?? 'completed');
  return { ...example, ...creditsFor(example, overrides), ...keyFor(overrides), ...definedFields(overrides) };
}

// One credit per valid number. Fields that are unset at a status stay unset.
function creditsFor(example: Upload, { valid_row_count: valid }: Overrides<Upload>): Partial<Upload> {
  if (valid === undefined) return {};
  const { credits_required, credits_charged, credits_refunded } = example;
  return {
    ...(credits_required == null ? {} : { credits_required: valid }),
    ...(credits_charged == null ? {} : { credits_charged: valid }),
    ...(credits_refunded == null ? {} : { credits_refunded: valid }),
  };
}

// Only uploads created through the API have a key.
function keyFor({ source }: Overrides<Upload>): Partial<Upload> {
  return source === 'web' ? { api_key_id: null } : {};
}

/**
 * Builds a contact from the spec's example. Only a `completed` contact has a classification.
 *
 * @param overrides fields to override. Default: a `completed` contact
 */
export function buildContact(overrides: Overrides<Contact> = {}): Contact {
  const { status = 'completed' } = overrides;
  const example = exampleBody('retrieveContact', 200, 'completed');
  return {
    ...example,
    ...(status === 'completed' ? {} : { optimaldial_status: null }),
    ...definedFields(overrides),
  };
}

/**
 * Builds an active webhook endpoint from the spec's example.
 *
 * @param overrides fields to override
 */
export function buildWebhookEndpoint(overrides: Overrides<WebhookEndpoint> = {}): WebhookEndpoint {
  return { ...exampleBody('retrieveWebhookEndpoint', 200, 'endpoint'), ...definedFields(overrides) };
}

function definedFields<T extends object>(overrides: Overrides<T>): Partial<T> {
  // Without the undefined fields, the rest is a Partial<T>.
  return Object.fromEntries(
    Object.entries(overrides).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
