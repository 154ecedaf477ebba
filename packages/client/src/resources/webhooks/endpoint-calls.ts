import type {
  CreatedWebhookEndpoint,
  CreateWebhookEndpoint,
  UpdateWebhookEndpoint,
  WebhookDelivery,
  WebhookEndpoint,
} from '@optimaldial/types';
import type { CallOperation } from '../../request/call.ts';
import type { CallOptions } from '../../request/call-options.ts';
import type { Query } from '../../request/call-types.ts';

/** The operations on webhook endpoints. */
export interface EndpointCalls {
  /**
   * Registers an endpoint. OptimalDial pings it first: it has to respond with a 2xx within 5 seconds.
   *
   * @returns the endpoint, and the secret that signs its deliveries. The secret is shown only once: store it
   * @throws InvalidRequestError if the ping failed or an event type is unknown (400)
   * @see `POST /api/v1/webhooks`
   */
  create(endpoint: CreateWebhookEndpoint, options?: CallOptions): Promise<CreatedWebhookEndpoint>;
  /** Returns a promise of an array with all endpoints of the organization. @see `GET /api/v1/webhooks` */
  list(options?: CallOptions): Promise<WebhookEndpoint[]>;
  /** Retrieves an endpoint. @see `GET /api/v1/webhooks/{webhook_id}` */
  retrieve(id: string, options?: CallOptions): Promise<WebhookEndpoint>;
  /** Updates the given fields. A new `url` is pinged first. @see `PATCH /api/v1/webhooks/{webhook_id}` */
  update(id: string, changes: UpdateWebhookEndpoint, options?: CallOptions): Promise<WebhookEndpoint>;
  /** Deletes an endpoint. @see `DELETE /api/v1/webhooks/{webhook_id}`; its response body isn't documented */
  delete(id: string, options?: CallOptions): Promise<void>;
  /**
   * Lists the most recent deliveries to an endpoint, newest first.
   *
   * @param query `limit` is the number of deliveries (1 to 100, default 20)
   * @see `GET /api/v1/webhooks/{webhook_id}/deliveries`
   */
  deliveries(
    id: string,
    query?: Query<'/api/v1/webhooks/{webhook_id}/deliveries', 'get'>,
    options?: CallOptions,
  ): Promise<WebhookDelivery[]>;
}

const byId = (id: string) => ({ path: { webhook_id: id } });

/** Creates the operations on webhook endpoints. */
export function createEndpointCalls(call: CallOperation): EndpointCalls {
  return {
    create: (body, options) => call('post', '/api/v1/webhooks', { body }, options),
    list: (options) => call('get', '/api/v1/webhooks', {}, options),
    retrieve: (id, options) => call('get', '/api/v1/webhooks/{webhook_id}', { params: byId(id) }, options),
    update: (id, body, options) =>
      call('patch', '/api/v1/webhooks/{webhook_id}', { params: byId(id), body }, options),
    async delete(id, options) {
      await call('delete', '/api/v1/webhooks/{webhook_id}', { params: byId(id) }, options);
    },
    deliveries: (id, query = {}, options) =>
      call('get', '/api/v1/webhooks/{webhook_id}/deliveries', { params: { ...byId(id), query } }, options),
  };
}
