import type {
  CreatedWebhookEndpoint,
  CreateWebhookEndpoint,
  UpdateWebhookEndpoint,
  WebhookDelivery,
  WebhookEndpoint,
} from '@optimaldial/types';
import type { CallOperation } from '../request/call.ts';
import type { CallOptions } from '../request/call-options.ts';
import type { Query } from '../request/call-types.ts';

/** Calls about webhook endpoints. The key needs the scope `webhooks:manage`. */
export interface Webhooks {
  /**
   * Registers an endpoint; OptimalDial pings it first, and it has 5 seconds to answer with a 2xx.
   *
   * @returns the endpoint, and the secret that signs its deliveries: shown this once, so store it
   * @throws InvalidRequestError where the ping failed or an event type is unknown (400)
   * @see `POST /api/v1/webhooks`
   */
  create(endpoint: CreateWebhookEndpoint, options?: CallOptions): Promise<CreatedWebhookEndpoint>;
  /** Gives every endpoint of the organization. @see `GET /api/v1/webhooks` */
  list(options?: CallOptions): Promise<WebhookEndpoint[]>;
  /** Retrieves one endpoint. @see `GET /api/v1/webhooks/{webhook_id}` */
  retrieve(id: string, options?: CallOptions): Promise<WebhookEndpoint>;
  /** Changes what is given and leaves the rest; a new `url` is pinged. @see `PATCH /api/v1/webhooks/{webhook_id}` */
  update(id: string, change: UpdateWebhookEndpoint, options?: CallOptions): Promise<WebhookEndpoint>;
  /** Removes an endpoint. @see `DELETE /api/v1/webhooks/{webhook_id}`; the body of its answer is not documented */
  delete(id: string, options?: CallOptions): Promise<void>;
  /**
   * Gives the latest deliveries to an endpoint, newest first.
   *
   * @param query `limit`, how many (1 to 100, default 20)
   * @see `GET /api/v1/webhooks/{webhook_id}/deliveries`
   */
  deliveries(
    id: string,
    query?: Query<'/api/v1/webhooks/{webhook_id}/deliveries', 'get'>,
    options?: CallOptions,
  ): Promise<WebhookDelivery[]>;
}

const path = (id: string) => ({ webhook_id: id });
const one = (id: string) => ({ params: { path: path(id) } });

/** Makes the calls about webhook endpoints. */
export function createWebhooks(invoke: CallOperation): Webhooks {
  return {
    create: (body, options) => invoke('post', '/api/v1/webhooks', { body }, options),
    list: (options) => invoke('get', '/api/v1/webhooks', {}, options),
    retrieve: (id, options) => invoke('get', '/api/v1/webhooks/{webhook_id}', one(id), options),
    update: (id, body, options) =>
      invoke('patch', '/api/v1/webhooks/{webhook_id}', { ...one(id), body }, options),
    async delete(id, options) {
      await invoke('delete', '/api/v1/webhooks/{webhook_id}', one(id), options);
    },
    deliveries: (id, query = {}, options) =>
      invoke(
        'get',
        '/api/v1/webhooks/{webhook_id}/deliveries',
        { params: { path: path(id), query } },
        options,
      ),
  };
}
