import { expect, test } from 'vitest';
import { at, spec, type Json } from './spec.ts';
import { errorsOf } from './schemas.ts';

const operation = at(spec.paths, '/api/v1/uploads/{upload_id}', 'get');
const media = at(operation, 'responses', '200', 'content', 'application/json');
const upload = at(media, 'schema');
const fields = Object.keys(at(upload, 'properties'));
const statuses = at(upload, 'properties', 'status')['enum'];

/** The examples of a body, by name. */
const examplesOf = (body: Json): [string, Json][] =>
  Object.keys(at(body, 'examples')).map((name) => [name, at(body, 'examples', name, 'value')]);

const uploads = examplesOf(media);

test('retrieveUpload examples: one per status, named after it', () => {
  expect(uploads.map(([name]) => name)).toEqual(statuses);
  expect(uploads.map(([, value]) => value['status'])).toEqual(statuses);
});

test.each(uploads)('upload %s: has every field', (_, value) => {
  expect(Object.keys(value), 'Complete this example in spec/uploads.yaml, in the order of `Upload`').toEqual(
    fields,
  );
});

test.each(uploads)('upload %s: was not updated before it was created', (_, value) => {
  const [created, updated] = [value['created_at'], value['updated_at']].map((time) =>
    Date.parse(String(time)),
  );
  expect(updated).toBeGreaterThanOrEqual(created ?? NaN);
});

test.each(uploads)('upload %s: has an API key if and only if its source is the API', (_, value) => {
  expect(value['source']).toMatch(/^(web|api)$/);
  expect(value['api_key_id'] !== null).toBe(value['source'] === 'api');
});

test.each(uploads)('upload %s: has a source that can reach its status', (name, value) => {
  const web = ['pending_mapping', 'validating', 'validation_failed', 'awaiting_confirmation'];
  expect(value['source']).toBe(web.includes(name) ? 'web' : 'api');
});

test.each(uploads)('upload %s: has row counts once validated', (name, value) => {
  const unknown = ['pending_mapping', 'validating'].includes(name);
  expect(value['valid_row_count'] === null).toBe(unknown);
  expect(value['invalid_row_count'] === null).toBe(unknown);
});

test.each(uploads)('upload %s: costs one credit per valid row once accepted', (name, value) => {
  const priced = !['pending_mapping', 'validating', 'validation_failed'].includes(name);
  expect(value['credits_required']).toBe(priced ? value['valid_row_count'] : null);
});

test.each(uploads)(
  'upload %s: is charged once confirmed, and refunded only when cancelled',
  (name, value) => {
    const charged = ['ready_for_processing', 'processing', 'completed', 'failed', 'cancelled'].includes(name);
    expect(value['credits_charged']).toBe(charged ? value['credits_required'] : null);
    expect(value['credits_refunded']).toBe(name === 'cancelled' ? value['credits_charged'] : null);
  },
);

test.each(uploads.filter(([, value]) => value['valid_row_count'] !== null))(
  'upload %s: has at least 100 valid rows unless validation failed',
  (name, value) => {
    expect(Number(value['valid_row_count']) >= 100).toBe(name !== 'validation_failed');
  },
);

test.each(uploads)('upload %s: has processed files only when completed', (name, value) => {
  expect(typeof value['processed_storage_path'] === 'string').toBe(name === 'completed');
  expect(typeof value['processed_filtered_storage_path'] === 'string').toBe(name === 'completed');
});

test.each(uploads)('upload %s: has an error message only when failed', (name, value) => {
  expect(typeof value['error_message'] === 'string').toBe(name === 'failed');
});

const bodies = Object.entries(spec.paths).flatMap(([path, item]) =>
  Object.keys(item)
    .filter((method) => method !== 'parameters')
    .flatMap((method) => {
      const responses = at(item, method, 'responses');
      return Object.keys(responses).flatMap((status) => {
        const body = at(responses, status, 'content', 'application/json');
        return examplesOf(body).map(
          ([name, value]) => [`${method} ${path} ${status} ${name}`, body['schema'], value] as const,
        );
      });
    }),
);

test('responses: errors have examples', () => {
  expect(bodies.length).toBeGreaterThan(uploads.length);
});

test.each(bodies)('%s: matches its schema', (_, schema, value) => {
  expect(errorsOf(schema, value)).toEqual([]);
});
