import type { Contact, Upload, WebhookEndpoint } from '@optimaldial/types';
import { describedBody } from '../spec/example-body.ts';

/** Any fields of an object; one that is `undefined` keeps its default. */
export type Overrides<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/**
 * An upload as it is at a status: its counts, credits and paths fit. It is the description's example of
 * that status, with your fields over it; credits follow a `valid_row_count` of yours.
 *
 * @param fields what is to be otherwise. Default: an upload that is `completed`
 */
export function buildUpload(fields: Overrides<Upload> = {}): Upload {
  const example = describedBody('retrieveUpload', 200, fields.status ?? 'completed');
  return { ...example, ...creditsFor(example, fields), ...keyFor(fields), ...given(fields) };
}

// One credit for each valid number; what is not known yet at a status stays unknown.
function creditsFor(example: Upload, { valid_row_count: valid }: Overrides<Upload>): Partial<Upload> {
  if (valid === undefined) return {};
  const { credits_required, credits_charged, credits_refunded } = example;
  return {
    ...(credits_required == null ? {} : { credits_required: valid }),
    ...(credits_charged == null ? {} : { credits_charged: valid }),
    ...(credits_refunded == null ? {} : { credits_refunded: valid }),
  };
}

// Only an upload that came through the API has a key.
function keyFor({ source }: Overrides<Upload>): Partial<Upload> {
  return source === 'web' ? { api_key_id: null } : {};
}

/**
 * A contact as it is at a status: the description's example, with your fields over it. Only one that is
 * `completed` has a classification.
 *
 * @param fields what is to be otherwise. Default: a contact that is `completed`
 */
export function buildContact(fields: Overrides<Contact> = {}): Contact {
  const { status = 'completed' } = fields;
  const example = describedBody('retrieveContact', 200, 'completed');
  return { ...example, ...(status === 'completed' ? {} : { optimaldial_status: null }), ...given(fields) };
}

/**
 * A webhook endpoint that is switched on: the description's example, with your fields over it.
 *
 * @param fields what is to be otherwise
 */
export function buildWebhookEndpoint(fields: Overrides<WebhookEndpoint> = {}): WebhookEndpoint {
  return { ...describedBody('retrieveWebhookEndpoint', 200, 'endpoint'), ...given(fields) };
}

function given<T extends object>(fields: Overrides<T>): Partial<T> {
  // Without the fields that are undefined, what is left is as T has it.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
