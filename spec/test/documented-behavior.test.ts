import { expect, test } from 'vitest';
import { at, spec } from './spec.ts';
import { errorsOf } from './schemas.ts';

// The spec states documented behavior. If something isn't documented, it allows every documented possibility.

const SCOPES: Record<string, string> = {
  'uploads:write': 'createUpload cancelUpload',
  'uploads:read': 'listUploads retrieveUpload downloadOriginal downloadProcessed downloadProcessedFiltered',
  'webhooks:manage':
    'createWebhookEndpoint listWebhookEndpoints retrieveWebhookEndpoint updateWebhookEndpoint deleteWebhookEndpoint listWebhookDeliveries',
};

const operations = Object.keys(spec.paths).flatMap((path) =>
  Object.keys(at(spec.paths, path))
    .filter((method) => method !== 'parameters')
    .map((method) => at(spec.paths, path, method)),
);
const named = (id: string) => operations.find((operation) => operation['operationId'] === id);

test('x-required-scope: is the documented scope, and absent if none is documented', () => {
  const written = operations.map((one) => [one['operationId'], one['x-required-scope']]);
  const documented = operations.map(({ operationId: id }) => [
    id,
    Object.keys(SCOPES).find((scope) => SCOPES[scope]?.split(' ').includes(String(id))),
  ]);
  expect(
    written,
    'The spec differs from SCOPES in spec/test/documented-behavior.test.ts: compare both with the documentation',
  ).toEqual(documented);
});

test('403: operations that require a scope have an inferred example for a key without it', () => {
  for (const operation of operations.filter((one) => one['x-required-scope'] !== undefined)) {
    const examples = at(operation, 'responses', '403', 'content', 'application/json', 'examples');
    expect(at(examples, 'missing_scope')['x-inferred']).toBe(true);
  }
});

test('403: undocumented responses are marked as inferred', () => {
  for (const operation of operations) {
    const { examples } = at(operation, 'responses', '403', 'content', 'application/json');
    const onlyScope = Object.keys(at(examples)).every((name) => name === 'missing_scope');
    expect(
      at(operation, 'responses', '403')['x-inferred'],
      `Add a 403 response to ${String(operation['operationId'])}, or mark it as inferred if it isn't documented.`,
    ).toBe(onlyScope ? true : undefined);
  }
});

test('401 and 429: the documented header is required', () => {
  for (const operation of operations) {
    expect(at(operation, 'responses', '401', 'headers', 'WWW-Authenticate')['required']).toBe(true);
    expect(at(operation, 'responses', '429', 'headers', 'Retry-After')['required']).toBe(true);
  }
});

test('429: the limits of writes per key and organization are stated', () => {
  const words = String(at(named('createUpload'), 'responses', '429')['description']);
  expect(words).toMatch(/60 per minute for the API key, or more than 600 per minute for the organization/);
});

test('webhook headers: attempt and timestamp are integers', () => {
  const parameters = at(spec.components, 'parameters');
  expect(at(parameters, 'AttemptHeader', 'schema')['type']).toBe('integer');
  expect(at(parameters, 'TimestampHeader', 'schema')['type']).toBe('integer');
});

test('idempotency_key: the scope is stated', () => {
  const key = at(spec.components.schemas, 'CreateContact', 'properties', 'idempotency_key');
  expect(key['description']).toContain('organization and the API key');
});

/** Values that the documentation doesn't rule out, by schema. */
const ALLOWED: readonly (readonly [schema: string, fields: object])[] = [
  ['UpdateWebhookEndpoint', { description: null }],
  ['UpdateWebhookEndpoint', { description: '' }],
  ['UpdateWebhookEndpoint', { url: 'HTTPS://crm.example/hooks' }],
  ['CreateWebhookEndpoint', { url: 'Https://crm.example/hooks' }],
  ['CreateUploadFile', { file: '', phone_column: '' }],
  ['CreateUploadContacts', { contacts: [{}], phone_column: '' }],
];

test.each(ALLOWED)('%s accepts %j', (schema, fields) => {
  expect(errorsOf(at(spec.components.schemas, schema), fields)).toEqual([]);
});

test.each([
  ['UpdateWebhookEndpoint', { url: 'http://crm.example/hooks' }],
  ['CreateWebhookEndpoint', { url: 'ftp://crm.example/hooks' }],
  ['CreateUploadFile', { file: '' }],
  ['CreateUploadList', { phone_numbers: [], contacts: [] }],
  ['CreateUploadList', {}],
  ['CreateUploadList', 'a list'],
])('%s rejects %j', (schema, fields) => {
  expect(errorsOf(at(spec.components.schemas, schema), fields)).not.toEqual([]);
});

test('secret: 64 hex characters, in either case', () => {
  const secret = at(spec.components.schemas, 'CreatedWebhookEndpoint', 'properties', 'secret');
  expect(errorsOf(secret, 'aF'.repeat(32))).toEqual([]);
  expect(errorsOf(secret, 'aF'.repeat(31))).not.toEqual([]);
  expect(errorsOf(secret, 'xy'.repeat(32))).not.toEqual([]);
});

test('cursor: is an opaque string', () => {
  expect(at(spec.components, 'parameters', 'Cursor', 'schema')).toEqual({ type: 'string' });
});

test('deleteWebhookEndpoint: any body or none is allowed', () => {
  const responses = at(named('deleteWebhookEndpoint'), 'responses');
  expect(at(responses, '200', 'content', 'application/json')['schema']).toEqual({});
  expect(at(responses, '204')['content']).toBeUndefined();
});

test('CreateUploadList: an object without maxItems, which generators expand to tuples', () => {
  const { CreateUploadList, CreateUploadNumbers, CreateUploadContacts } = spec.components.schemas;
  expect(at(CreateUploadList)['type']).toBe('object');
  const lists = [
    at(CreateUploadNumbers, 'properties', 'phone_numbers'),
    at(CreateUploadContacts, 'properties', 'contacts'),
  ];
  for (const list of lists) {
    expect(list).toMatchObject({ 'x-max-items': 250_000, description: expect.stringContaining('250,000') });
    expect(list['maxItems']).toBeUndefined();
  }
});
