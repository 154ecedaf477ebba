import type { Contact, Upload, WebhookEndpoint } from '@optimaldial/types';
import { describedBody } from './described-body.ts';

/**
 * An upload as it is at a status: its counts, credits and paths fit. It is the description's example of
 * that status, with your fields over it; credits follow a `valid_row_count` of yours.
 *
 * @param fields what is to be otherwise. Default: an upload that is `completed`
 */
export function buildUpload(fields: Partial<Upload> = {}): Upload {
  const example = describedBody('retrieveUpload', 200, fields.status ?? 'completed');
  return { ...example, ...creditsFor(example, fields), ...keyFor(fields), ...fields };
}

// One credit for each valid number; what is not known yet at a status stays unknown.
function creditsFor(example: Upload, { valid_row_count: valid }: Partial<Upload>): Partial<Upload> {
  if (valid === undefined) return {};
  const { credits_required, credits_charged, credits_refunded } = example;
  return {
    ...(credits_required == null ? {} : { credits_required: valid }),
    ...(credits_charged == null ? {} : { credits_charged: valid }),
    ...(credits_refunded == null ? {} : { credits_refunded: valid }),
  };
}

// Only an upload that came through the API has a key.
function keyFor({ source }: Partial<Upload>): Partial<Upload> {
  return source === 'web' ? { api_key_id: null } : {};
}

/**
 * A contact as it is at a status: the description's example, with your fields over it. Only one that is
 * `completed` has a classification.
 *
 * @param fields what is to be otherwise. Default: a contact that is `completed`
 */
export function buildContact(fields: Partial<Contact> = {}): Contact {
  const { status = 'completed' } = fields;
  const example = describedBody('retrieveContact', 200, 'completed');
  return { ...example, ...(status === 'completed' ? {} : { optimaldial_status: null }), ...fields };
}

/**
 * A webhook endpoint that is switched on: the description's example, with your fields over it.
 *
 * @param fields what is to be otherwise
 */
export function buildWebhookEndpoint(fields: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return { ...describedBody('retrieveWebhookEndpoint', 200, 'endpoint'), ...fields };
}
