import type { Exchange, Input } from './openapi-fetch.ts';
import type { CallOptions, PathWith } from './call-types.ts';
import { isRecord } from '../is-record.ts';
import type { ApiResponse } from '../transport/types.ts';

const WEBHOOK = '/api/v1/webhooks/{webhook_id}' satisfies PathWith<'delete'>;

/** What can be read back after its DELETE, and what the DELETE would have answered. */
const CANCELLED: Readonly<Record<string, (now: Readonly<Record<string, unknown>>) => object>> = {
  ['/api/v1/uploads/{upload_id}' satisfies PathWith<'delete'>]: (now) => ({
    status: 'cancelled',
    credits_refunded: now['credits_refunded'] ?? 0,
  }),
  ['/api/v1/contacts/{contact_id}' satisfies PathWith<'delete'>]: (now) => ({
    status: 'cancelled',
    contact_id: now['id'],
    credits_refunded: now['credits_refunded'] ?? 0,
  }),
};
const DONE: readonly unknown[] = ['cancelled', 'discarded'];

/**
 * Makes an exchange that knows what a DELETE means that was sent more than once: a refusal may be the
 * answer to the success of an earlier attempt. An endpoint that is gone is deleted; of an upload or a
 * contact it looks whether it is cancelled.
 */
export function withRepeatedDeletes(exchange: Exchange): Exchange {
  return (method, path, input, options) => {
    const sent = exchange(method, path, input, options);
    return method === 'delete' ? settle(exchange, path, sent, input, options) : sent;
  };
}

async function settle(
  exchange: Exchange,
  path: string,
  sent: ReturnType<Exchange>,
  { params }: Input,
  options: CallOptions | undefined,
): ReturnType<Exchange> {
  const answer = await sent;
  const refused = answer.status >= 400 && answer.status < 500;
  if (!answer.repeated || !refused) return sent;
  if (path === WEBHOOK) return answer.status === 404 ? success(answer, undefined) : sent;
  const answered = CANCELLED[path];
  if (answered === undefined || answer.left <= 0) return sent;
  const now = await exchange('get', path, { params }, { ...options, deadline: answer.left });
  if (!now.ok || !isRecord(now.body) || !DONE.includes(now.body['status'])) return sent;
  return success(now, answered(now.body));
}

function success(answer: ApiResponse, body: object | undefined): ApiResponse {
  return { ...answer, ok: true, body };
}
