import {
  createWebhookHandler,
  type WebhookHandler,
  type WebhookHandlerOptions,
} from '@optimaldial/client/webhooks';
import { buildWebhookEvent, signWebhook } from '@optimaldial/testing';
import { secret } from '../signed-delivery.ts';

/** A completed upload. */
export const completed: ReturnType<typeof buildWebhookEvent<'upload.completed'>> =
  buildWebhookEvent('upload.completed');

/** Parts of a delivery that differ from a valid one. */
export interface Changes {
  readonly method?: string;
  readonly body?: string;
  /** Secret that signs the body. */
  readonly secret?: string;
  readonly headers?: Record<string, string>;
}

/** The headers and body of a delivery. */
export function signed(
  event: unknown,
  changes: Changes = {},
): { method: string; headers: Record<string, string>; body: string } {
  const body = JSON.stringify(event);
  return {
    method: changes.method ?? 'POST',
    headers: {
      'content-type': 'application/json',
      'x-optimaldial-signature': signWebhook(body, changes.secret ?? secret),
      ...changes.headers,
    },
    body: changes.body ?? body,
  };
}

/** A request with a body of `size` bytes, whose size isn't announced. */
export function streamed(size: number): RequestInit {
  let left = size;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = new Uint8Array(Math.min(left, 1_000_000));
      left -= chunk.length;
      controller.enqueue(chunk);
      if (left === 0) controller.close();
    },
  });
  const init = { method: 'POST', body, duplex: 'half' };
  return init;
}

/** A delivery as a `Request`. */
export function delivery(event: unknown = completed, changes: Changes = {}): Request {
  const { body, ...init } = signed(event, changes);
  const hasBody = changes.method === undefined || changes.method === 'POST';
  return new Request('https://crm.example/optimaldial', {
    ...init,
    ...(hasBody && { body, duplex: 'half' }),
  });
}

/** A handler that keeps its errors. */
export function receiver(options: Partial<WebhookHandlerOptions> = {}): {
  readonly handler: WebhookHandler;
  readonly errors: { readonly error: unknown; readonly context: unknown }[];
} {
  const errors: { error: unknown; context: unknown }[] = [];
  const handler = createWebhookHandler({
    secret,
    on: {},
    onError: (error, context) => void errors.push({ error, context }),
    ...options,
  });
  return { handler, errors };
}
