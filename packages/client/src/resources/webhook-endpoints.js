const path = (id) => ({ webhook_id: id });
const one = (id) => ({ params: { path: path(id) } });
/** Makes the calls about webhook endpoints. */
export function createWebhooks(invoke) {
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
