import { expect, test } from 'vitest';
import { at, description } from './description.ts';
import { errorsOf } from './schemas.ts';

// Where a fact is documented the spec states it; where it isn't, the spec allows whatever the facts allow.

const SCOPES: Record<string, string> = {
  'uploads:write': 'createUpload cancelUpload',
  'uploads:read': 'listUploads retrieveUpload downloadOriginal downloadProcessed downloadProcessedFiltered',
  'webhooks:manage':
    'createWebhookEndpoint listWebhookEndpoints retrieveWebhookEndpoint updateWebhookEndpoint deleteWebhookEndpoint listWebhookDeliveries',
};

const operations = Object.keys(description.paths).flatMap((path) =>
  Object.keys(at(description.paths, path))
    .filter((method) => method !== 'parameters')
    .map((method) => at(description.paths, path, method)),
);
const named = (id: string) => operations.find((operation) => operation['operationId'] === id);

test('x-required-scope: is the documented one, and absent where none is documented', () => {
  const written = operations.map((one) => [one['operationId'], one['x-required-scope']]);
  const documented = operations.map(({ operationId: id }) => [
    id,
    Object.keys(SCOPES).find((scope) => SCOPES[scope]?.split(' ').includes(String(id))),
  ]);
  expect(written).toEqual(documented);
});

test('403: every operation that needs a scope has an inferred example of a key without it', () => {
  for (const operation of operations.filter((one) => one['x-required-scope'] !== undefined)) {
    const examples = at(operation, 'responses', '403', 'content', 'application/json', 'examples');
    expect(at(examples, 'missing_scope')['x-inferred']).toBe(true);
  }
});

test('403: a response that no documentation backs is marked as inferred', () => {
  for (const operation of operations) {
    const { examples } = at(operation, 'responses', '403', 'content', 'application/json');
    const onlyScope = Object.keys(at(examples)).every((name) => name === 'missing_scope');
    expect(at(operation, 'responses', '403')['x-inferred']).toBe(onlyScope ? true : undefined);
  }
});

test('401 and 429: the documented header is always there', () => {
  for (const operation of operations) {
    expect(at(operation, 'responses', '401', 'headers', 'WWW-Authenticate')['required']).toBe(true);
    expect(at(operation, 'responses', '429', 'headers', 'Retry-After')['required']).toBe(true);
  }
});

test('429: a write names the limit of a key and of an organization', () => {
  const words = String(at(named('createUpload'), 'responses', '429')['description']);
  expect(words).toMatch(/60 per minute for the API key, or more than 600 per minute for the organization/);
});

test('webhook headers: attempt and timestamp are integers', () => {
  const parameters = at(description.components, 'parameters');
  expect(at(parameters, 'AttemptHeader', 'schema')['type']).toBe('integer');
  expect(at(parameters, 'TimestampHeader', 'schema')['type']).toBe('integer');
});

test('idempotency_key: names its scope', () => {
  const key = at(description.components.schemas, 'CreateContact', 'properties', 'idempotency_key');
  expect(key['description']).toContain('organization and the API key');
});

/** Values that the facts allow, by schema. */
const ALLOWED: readonly (readonly [schema: string, fields: object])[] = [
  ['UpdateWebhookEndpoint', { description: null }],
  ['UpdateWebhookEndpoint', { description: '' }],
  ['UpdateWebhookEndpoint', { url: 'HTTPS://crm.example/hooks' }],
  ['CreateWebhookEndpoint', { url: 'Https://crm.example/hooks' }],
  ['CreateUploadFile', { file: '', phone_column: '' }],
  ['CreateUploadContacts', { contacts: [{}], phone_column: '' }],
];

test.each(ALLOWED)('%s accepts %j', (schema, fields) => {
  expect(errorsOf(at(description.components.schemas, schema), fields)).toEqual([]);
});

test.each([
  ['UpdateWebhookEndpoint', { url: 'http://crm.example/hooks' }],
  ['CreateWebhookEndpoint', { url: 'ftp://crm.example/hooks' }],
  ['CreateUploadFile', { file: '' }],
  ['CreateUploadList', { phone_numbers: [], contacts: [] }],
  ['CreateUploadList', {}],
  ['CreateUploadList', 'a list'],
])('%s refuses %j', (schema, fields) => {
  expect(errorsOf(at(description.components.schemas, schema), fields)).not.toEqual([]);
});

test('secret: 64 hex characters, in either case', () => {
  const secret = at(description.components.schemas, 'CreatedWebhookEndpoint', 'properties', 'secret');
  expect(errorsOf(secret, 'aF'.repeat(32))).toEqual([]);
  expect(errorsOf(secret, 'aF'.repeat(31))).not.toEqual([]);
  expect(errorsOf(secret, 'xy'.repeat(32))).not.toEqual([]);
});

test('cursor: is opaque', () => {
  expect(at(description.components, 'parameters', 'Cursor', 'schema')).toEqual({ type: 'string' });
});

test('deleteWebhookEndpoint: any body, or none', () => {
  const responses = at(named('deleteWebhookEndpoint'), 'responses');
  expect(at(responses, '200', 'content', 'application/json')['schema']).toEqual({});
  expect(at(responses, '204')['content']).toBeUndefined();
});

test('CreateUploadList: an object, and its limit is no maxItems, which generators expand', () => {
  const { CreateUploadList, CreateUploadNumbers, CreateUploadContacts } = description.components.schemas;
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
