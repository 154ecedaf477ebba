import type { WebhookEvent } from '@optimaldial/types';
import { after } from '../../time/timer.ts';
import { isRecord } from '../../is-record.ts';
import { handleDelivery, type IncomingDelivery } from './handle-delivery.ts';
import { checkOptions, type HandlerSettings, type WebhookHandlerOptions } from './handler-options.ts';
import { fromLambda, type WebhookLambdaEvent } from './lambda-handler.ts';
import { fromNode, sendStatus, type WebhookNodeRequest, type WebhookNodeResponse } from './node-handler.ts';
import { readRequest } from './read-body.ts';

/** Receives deliveries. Responds without a body, and never says why it rejected a delivery. */
export interface WebhookHandler {
  /**
   * Handles a `Request`, with its body not read yet.
   *
   * @param context other arguments of the platform. A `waitUntil` method of one, such as the `ctx` of a
   *   Cloudflare Worker, keeps a handler running after its `timeout`
   */
  (request: Request, ...context: readonly unknown[]): Promise<Response>;
  /** Handles a request of node:http, Express, NestJS or Fastify (`request.raw` and `reply.raw`). Never rejects. */
  readonly node: (request: WebhookNodeRequest, response: WebhookNodeResponse) => Promise<void>;
  /** Handles an event of a Lambda function URL, an API Gateway or a load balancer on AWS. Never rejects. */
  readonly lambda: (event: WebhookLambdaEvent) => Promise<{ statusCode: number; body: string }>;
}

/**
 * Creates a receiver of webhook deliveries: limits the size of the body, acknowledges the ping, verifies the
 * signature, deduplicates by event ID, calls the handler for the event type, and responds with 204 after it
 * succeeded. Otherwise OptimalDial retries the delivery: after a 500 if the handler threw, or a 503 if the
 * secret is missing, another delivery of the event is being handled, or `timeout` passed.
 *
 * @throws ConfigurationError if an option is invalid
 * @example
 * const handler = createWebhookHandler({
 *   secret: process.env.OPTIMALDIAL_WEBHOOK_SECRET,
 *   on: { 'upload.completed': (event) => importResults(event.data.upload.id) },
 * });
 */
export function createWebhookHandler(options: WebhookHandlerOptions): WebhookHandler {
  const settings = checkOptions(options);
  const handler = async (request: Request, ...context: readonly unknown[]): Promise<Response> => {
    const { method, headers } = request;
    const { response, work } = respond(settings, {
      method,
      headers,
      header: (name) => headers.get(name),
      read: (maxBytes, signal) => readRequest(request, maxBytes, signal),
    });
    try {
      for (const value of context) if (canWait(value)) value.waitUntil(work);
    } catch (error) {
      // From the platform, such as for a context that was copied. The event is being handled.
      void settings.report(error);
    }
    const status = await response;
    return new Response(null, { status, headers: headersOf(status) });
  };
  const node = async (request: WebhookNodeRequest, response: WebhookNodeResponse): Promise<void> => {
    const status = await respond(settings, fromNode(request)).response;
    try {
      sendStatus(request, response, status, headersOf(status));
    } catch (error) {
      // From a middleware that changes the response.
      await settings.report(error);
    }
  };
  const lambda = async (event: WebhookLambdaEvent): Promise<{ statusCode: number; body: string }> => ({
    statusCode: await respond(settings, fromLambda({ ...event })).response,
    body: '',
  });
  return Object.assign(handler, { node, lambda });
}

/** Handles a delivery. `work` continues after a `response` that was due earlier. */
function respond(
  settings: HandlerSettings,
  delivery: IncomingDelivery,
): { readonly response: Promise<number>; readonly work: Promise<number> } {
  const { timeout, report } = settings;
  const controller = new AbortController();
  let event: WebhookEvent | undefined;
  const work = handleDelivery(delivery, settings, controller.signal, (verified) => {
    event = verified;
  });
  const response = new Promise<number>((resolve) => {
    const cancel = after(timeout, () => {
      controller.abort();
      const message = `The webhook handler exceeded its timeout of ${timeout} ms.`;
      void report(new DOMException(message, 'TimeoutError'), event, true);
      resolve(503);
    });
    void work.finally(cancel).then(resolve);
  });
  return { response, work };
}

function canWait(value: unknown): value is { waitUntil(work: Promise<unknown>): void } {
  return isRecord(value) && typeof value['waitUntil'] === 'function';
}

function headersOf(status: number): Record<string, string> {
  return status === 405 ? { allow: 'POST' } : {};
}
