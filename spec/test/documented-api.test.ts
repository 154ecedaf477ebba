import { expect, test } from 'vitest';
import { at, spec } from './spec.ts';

/** The documented operations, with method, path and response statuses. */
const OPERATIONS = `
retrieveUpload            get    /api/v1/uploads/{upload_id}                             200 401 403 404 422 429
listUploads               get    /api/v1/uploads                                         200 400 401 403 422 429
createUpload              post   /api/v1/uploads                                         200 400 401 402 403 413 415 422 429
cancelUpload              delete /api/v1/uploads/{upload_id}                             200 401 403 404 422 429
downloadOriginal          get    /api/v1/uploads/{upload_id}/download/original           200 401 403 404 422 429
downloadProcessed         get    /api/v1/uploads/{upload_id}/download/processed          200 401 403 404 422 429
downloadProcessedFiltered get    /api/v1/uploads/{upload_id}/download/processed-filtered 200 401 403 404 422 429
createWebhookEndpoint     post   /api/v1/webhooks                                        200 400 401 403 422 429
listWebhookEndpoints      get    /api/v1/webhooks                                        200 401 403 429
retrieveWebhookEndpoint   get    /api/v1/webhooks/{webhook_id}                           200 401 403 404 422 429
updateWebhookEndpoint     patch  /api/v1/webhooks/{webhook_id}                           200 400 401 403 404 422 429
deleteWebhookEndpoint     delete /api/v1/webhooks/{webhook_id}                           200 204 401 403 404 422 429
listWebhookDeliveries     get    /api/v1/webhooks/{webhook_id}/deliveries                200 401 403 404 422 429
createContact             post   /api/v1/contacts                                        200 400 401 402 403 422 429
listContacts              get    /api/v1/contacts                                        200 400 401 403 422 429
retrieveContact           get    /api/v1/contacts/{contact_id}                           200 401 403 404 422 429
cancelContact             delete /api/v1/contacts/{contact_id}                           200 401 403 404 422 429
`;

/** The documented required fields of each schema. */
const REQUIRED: Record<string, string> = {
  UploadList: 'data next_cursor',
  CancelledUpload: 'status credits_refunded',
  DownloadLink: 'download_url expires_at',
  CreateUploadFile: 'file phone_column',
  WebhookEndpoint:
    'id user_id organization_id url events is_active consecutive_failures created_at updated_at',
  WebhookDelivery: 'id webhook_endpoint_id event_id event_type status attempt_count next_retry_at created_at',
  CreatedWebhookEndpoint: 'webhook secret',
  CreateWebhookEndpoint: 'url',
  Contact: 'id organization_id phone properties status credits_charged created_at updated_at',
  ContactList: 'data next_cursor',
  CreateContact: 'phone',
  CancelledContact: 'status contact_id credits_refunded',
};

const ENUMS: Record<string, string> = {
  ContactStatus: 'queued processing completed failed discarded',
  WebhookDeliveryStatus: 'pending in_flight delivered exhausted',
  WebhookEventType: 'upload.created upload.completed upload.failed',
};

test('operations: the documented ones, each with its statuses and a default response', () => {
  const written = Object.keys(spec.paths).flatMap((path) =>
    Object.keys(at(spec.paths, path))
      .filter((method) => method !== 'parameters')
      .map((method) => {
        const operation = at(spec.paths, path, method);
        const statuses = Object.keys(at(operation, 'responses')).filter((status) => status !== 'default');
        expect(Object.keys(at(operation, 'responses'))).toContain('default');
        return [operation['operationId'], method, path, ...statuses].join(' ');
      }),
  );
  const table = OPERATIONS.trim()
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' '));
  expect(
    written.toSorted(),
    'The spec differs from OPERATIONS in spec/test/documented-api.test.ts: compare both with the documentation',
  ).toEqual(table.toSorted());
});

test.each(Object.entries(REQUIRED))('%s: requires the documented fields', (name, fields) => {
  expect(at(spec.components.schemas, name)['required']).toEqual(fields.split(' '));
});

test.each(Object.entries(ENUMS))('%s: has the documented values', (name, values) => {
  expect(at(spec.components.schemas, name)['enum']).toEqual(values.split(' '));
});

test('webhooks: the documented events, each named after its type', () => {
  const types = [
    'upload.created',
    'upload.completed',
    'upload.failed',
    'webhook.ping',
    'contact.completed',
    'contact.failed',
  ];
  expect(Object.keys(at(spec, 'webhooks'))).toEqual(types);
  for (const type of types) {
    const body = at(spec, 'webhooks', type, 'post', 'requestBody', 'content', 'application/json');
    expect(at(body, 'schema', 'properties', 'type')['const']).toBe(type);
    expect(Object.values(at(body, 'examples'))).toHaveLength(1);
  }
});

/** The schema of the `limit` parameter of a list. */
function limits(path: string) {
  const parameters = at(spec.paths, path, 'get')['parameters'];
  const limit = (Array.isArray(parameters) ? parameters : [])
    .map((one) => at(one))
    .find((one) => one['name'] === 'limit');
  return at(limit, 'schema');
}

test('limit: has the documented range and default', () => {
  expect(limits('/api/v1/uploads')).toMatchObject({ minimum: 1, maximum: 100, default: 50 });
  expect(limits('/api/v1/contacts')).toMatchObject({ minimum: 1, maximum: 100, default: 50 });
  expect(limits('/api/v1/webhooks/{webhook_id}/deliveries')).toMatchObject({
    minimum: 1,
    maximum: 100,
    default: 20,
  });
});
