import { expect, test } from 'vitest';
import { at, spec, type Json } from './spec.ts';

interface Field {
  required: boolean;
  type: string;
  format?: string;
  nullable: boolean;
  /** Values in the order of the page. */
  options?: readonly (string | null)[];
}

const required = (type: string, format?: string): Field => ({
  required: true,
  type,
  nullable: false,
  ...(format && { format }),
});

const orNull = (type: string, format?: string): Field => ({
  required: false,
  type,
  nullable: true,
  ...(format && { format }),
});

// Copied by hand from OptimalDial's reference page "Retrieve an upload", in its order. Never generate it from
// the spec: these tests compare the two.
const PAGE: Record<string, Field> = {
  id: required('string', 'uuid'),
  user_id: required('string', 'uuid'),
  original_filename: required('string'),
  storage_path: required('string'),
  status: {
    ...required('string'),
    options: [
      'pending_mapping',
      'validating',
      'validation_failed',
      'awaiting_confirmation',
      'ready_for_processing',
      'processing',
      'completed',
      'failed',
      'cancelled',
    ],
  },
  created_at: required('string', 'date-time'),
  updated_at: required('string', 'date-time'),
  organization_id: orNull('string', 'uuid'),
  file_size_bytes: orNull('integer'),
  valid_row_count: orNull('integer'),
  invalid_row_count: orNull('integer'),
  credits_required: orNull('integer'),
  credits_charged: orNull('integer'),
  credits_refunded: orNull('integer'),
  source: { ...orNull('string'), options: ['web', 'api', null] },
  api_key_id: orNull('string', 'uuid'),
  skip_mobile_lookup: orNull('boolean'),
  processed_storage_path: orNull('string'),
  processed_filtered_storage_path: orNull('string'),
  error_message: orNull('string'),
  exceeded_daily_limit: orNull('boolean'),
};

const path = at(spec.paths, '/api/v1/uploads/{upload_id}');
const operation = at(path, 'get');
const upload = at(operation, 'responses', '200', 'content', 'application/json', 'schema');

test('reference page: has as many fields and required fields as counted by hand', () => {
  const requiredCount = Object.values(PAGE).filter((field) => field.required).length;
  expect(
    [Object.keys(PAGE).length, requiredCount],
    'If the page has changed, change these counts below PAGE, too',
  ).toEqual([21, 7]);
});

test('Upload: exactly the fields of the reference page, in its order', () => {
  expect(upload['type']).toBe('object');
  expect(
    Object.keys(at(upload, 'properties')),
    '`Upload` in spec/uploads.yaml differs from PAGE in spec/test/reference-page.test.ts: compare both with the page',
  ).toEqual(Object.keys(PAGE));
});

test.each(Object.entries(PAGE))('Upload.%s: matches the reference page', (name, field) => {
  expect(read(name)).toEqual(field);
});

test('retrieveUpload: GET /api/v1/uploads/{upload_id} on the documented server', () => {
  expect(operation).toMatchObject({ operationId: 'retrieveUpload', summary: 'Retrieve an upload' });
  expect(spec.servers.map((server) => server.url)).toEqual(['https://api.optimaldial.com']);
});

test('retrieveUpload: one parameter, a required UUID in the path', () => {
  const own = operation['parameters'] ?? [];
  const shared = path['parameters'];
  if (!Array.isArray(own) || !Array.isArray(shared)) throw new Error('parameters must be arrays');
  const parameters = [...shared, ...own].map((parameter) => at(parameter));
  expect(parameters).toHaveLength(1);
  expect(parameters[0]).toMatchObject({ name: 'upload_id', in: 'path', required: true });
  expect(at(parameters[0], 'schema')).toEqual({ type: 'string', format: 'uuid' });
});

test('retrieveUpload: requires a bearer token', () => {
  const { security } = at(spec);
  expect(operation['security'] ?? security).toEqual([{ apiKey: [] }]);
  expect(at(spec.components, 'securitySchemes', 'apiKey')).toMatchObject({
    type: 'http',
    scheme: 'bearer',
  });
});

/** A property of the spec in the format of `PAGE`, with every other keyword that restricts its values. */
function read(name: string): Json {
  const { description: _, type, format, enum: options, ...rest } = merged(at(upload, 'properties', name));
  const types = Array.isArray(type) ? type : [type];
  const requiredNames = upload['required'];
  return {
    required: Array.isArray(requiredNames) && requiredNames.includes(name),
    type: types.filter((each) => each !== 'null').join(' | '),
    nullable: types.includes('null'),
    ...(format !== undefined && { format }),
    ...(options !== undefined && { options }),
    ...rest,
  };
}

/** A schema, in which a union with null is one schema with the value null. */
function merged({ anyOf, ...rest }: Json): Json {
  if (!Array.isArray(anyOf)) return rest;
  const [schema, other] = anyOf.map((each) => at(each));
  expect([other, anyOf.length]).toEqual([{ type: 'null' }, 2]);
  const { type, enum: options } = schema ?? {};
  return {
    ...schema,
    ...rest,
    type: [type, 'null'],
    ...(Array.isArray(options) && { enum: [...options, null] }),
  };
}
