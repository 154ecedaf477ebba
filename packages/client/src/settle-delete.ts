import type { Exchange } from './exchange.ts';
import type { PathWith } from './raw-types.ts';
import { isRecord } from './record.ts';
import type { Answer } from './wire.ts';

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
export function settleDeletes(exchange: Exchange): Exchange {
  return async (method, path, options) => {
    const answer = await exchange(method, path, options);
    const refused = answer.status >= 400 && answer.status < 500;
    if (method !== 'delete' || !answer.repeated || !refused) return answer;
    if (path === WEBHOOK) return answer.status === 404 ? success(answer, undefined) : answer;
    const answered = CANCELLED[path];
    if (answered === undefined) return answer;
    const now = await exchange('get', path, { ...options, body: undefined });
    if (!now.ok || !isRecord(now.body) || !DONE.includes(now.body['status'])) return answer;
    return success(now, answered(now.body));
  };
}

function success(answer: Answer, body: object | undefined): Answer {
  return { ...answer, ok: true, body };
}
