import { OutcomeUnknownError, UnreadableResponseError } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';
import { deref, methods, type Operation, operations } from '../support/operations.ts';

// A 200 without the fields that identify it throws, for every operation and raw call. Other fields may be
// missing or added, as in a later version of the API.

const respondWith = (body: unknown) => fakeFetch(() => Response.json(body)).client;
const maintenance = () => Response.json({ detail: 'maintenance' });

const undocumented = operations.filter(({ schema }) => Object.keys(schema).length === 0);
const documented = operations.filter((operation) => !undocumented.includes(operation));
const arrays = documented.filter(({ schema }) => schema['type'] === 'array');
const objects = documented.filter((operation) => !arrays.includes(operation));
const pages = objects.filter(({ schema }) => schema['properties'].data);
const resources = objects.filter(({ schema }) => schema['properties'].id);
const links = objects.filter(({ schema }) => schema['properties'].download_url);
const others = objects.filter((operation) => ![...pages, ...resources, ...links].includes(operation));

test('success: every operation belongs to exactly one kind of response', () => {
  const kinds = [undocumented, arrays, pages, resources, links, others];
  expect(kinds.flat()).toHaveLength(operations.length);
  expect(kinds.map(({ length }) => length)).not.toContain(0);
});

/** The verdicts of the method and the raw call on a body. */
function verdicts({ name, call, raw }: Operation, body: unknown): Promise<readonly string[]> {
  return Promise.all([verdict(name, call, body), verdict(name, raw, body)]);
}

async function verdict(name: string, call: Operation['call'], body: unknown): Promise<string> {
  const client = respondWith(body);
  const value = await call(client).catch((error: unknown) => error);
  if (!(value instanceof Error)) return 'readable';
  const error = await rejection(Promise.reject(value));
  const cause = error instanceof OutcomeUnknownError ? error.cause : error;
  if (!(cause instanceof UnreadableResponseError)) return `${name} failed with ${String(error)}`;
  expect(cause.message).toMatch(/returned 200 with .+ Check that `baseUrl` points to OptimalDial/);
  expect(cause.message).not.toMatch(/maintenance|4155550123/);
  return error === cause ? 'unreadable' : 'unknown';
}

/** The verdicts on an unreadable body. A POST without an idempotency key may have been processed. */
function unreadable({ name, method }: Operation): readonly string[] {
  if (name === 'createContact') return ['unreadable', 'unknown'];
  return method === 'POST' ? ['unknown', 'unknown'] : ['unreadable', 'unreadable'];
}

const readable = ['readable', 'readable'];

describe.each(documented)('success of $name', (operation) => {
  test.each([
    ['null', null],
    ['a string', 'maintenance'],
    ['an empty string', ''],
    ['a number', 0],
    ['a boolean', true],
    ['an empty object', {}],
    ['an error body', { detail: 'maintenance' }],
    ['a page of another server', { results: [], count: 0 }],
    ['an array of nulls', [null]],
    ['an array of strings', ['maintenance']],
    ['an array of arrays', [[]]],
    ['an array with one bad item', [{ id }, { phone: '4155550123' }]],
    ['fields that are null', { id: null, data: null, download_url: null, status: null, secret: null }],
    ['fields of other types', { id: 7, data: {}, download_url: [], status: false, webhook: 1 }],
    ['identifiers that are empty', { id: '', download_url: '', status: '', contact_id: '', secret: '' }],
    ['a page with a null', { data: [{ id }, null] }],
    ['a page with an item without an id', { data: [{ phone: '4155550123' }] }],
  ])('is unreadable when the body is %s', async (_, body) => {
    expect(await verdicts(operation, body)).toEqual(unreadable(operation));
  });
});

test.each(objects)('success of $name: is unreadable when the body is an array', async (operation) => {
  const fields = { id, data: [], download_url: 'https://storage.example', status: 'x', secret: 'x' };
  for (const body of [[], [fields]]) expect(await verdicts(operation, body)).toEqual(unreadable(operation));
});

test.each(arrays)('success of $name: is unreadable when an object wraps the array', async (operation) => {
  expect(await verdicts(operation, { id, data: [{ id }] })).toEqual(unreadable(operation));
});

test.each(resources)(
  'success of $name: is readable with an ID, whatever the other fields',
  async (operation) => {
    const partial = { id, status: 'of tomorrow', created_at: 5, data: 'x', more: [null] };
    for (const body of [{ id }, partial]) expect(await verdicts(operation, body)).toEqual(readable);
  },
);

test.each(pages)(
  'success of $name: is readable without next_cursor and with partial items',
  async (operation) => {
    for (const body of [{ data: [] }, { data: [{ id }, { id: 'x', status: 7 }], next_cursor: null }])
      expect(await verdicts(operation, body)).toEqual(readable);
  },
);

test.each(arrays)('success of $name: is readable when empty and with partial items', async (operation) => {
  for (const body of [[], [{ id }, { id: 'x', status: 'of tomorrow' }]])
    expect(await verdicts(operation, body)).toEqual(readable);
});

test.each(links)('success of $name: is readable without expires_at', async (operation) => {
  const body = { download_url: 'https://storage.example/signed' };
  expect(await verdicts(operation, body)).toEqual(readable);
});

test.each(others)('success of $name: is readable with any one of its required fields', async (operation) => {
  const values: Record<string, unknown> = { integer: 0, string: 'x', object: { id } };
  for (const name of operation.schema['required']) {
    const { type } = deref(operation.schema['properties'][name]);
    expect(await verdicts(operation, { [name]: values[type] })).toEqual(readable);
  }
});

describe('unreadable success', () => {
  useFakeClock();

  test('retries a read but not a non-idempotent POST', async () => {
    const read = fakeFetch((call) => (call === 1 ? maintenance() : Response.json({ id })), { maxRetries: 2 });
    expect((await settle(read.client.uploads.retrieve(id))).value).toEqual({ id });
    expect(read.requests).toHaveLength(2);
    const paid = fakeFetch(maintenance, { maxRetries: 2 });
    const { error } = await settle(methods.createUpload(paid.client));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(paid.requests).toHaveLength(1);
  });
});
