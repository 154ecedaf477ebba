import { expect, test } from 'vitest';
import type { Spec } from '../src/spec.ts';
import { emitResponses } from '../src/emit/responses.ts';

const text = { type: 'string' };
const plan = { type: 'object', required: ['name', 'id'], properties: { id: text, name: text } };

/** The entry of an operation with these responses. */
function entry(responses: Record<string, unknown>): string | undefined {
  const spec: Spec = {
    info: { version: '1.0.0' },
    servers: [{ url: 'https://api.example' }],
    paths: { '/api/v1/plans': { parameters: [], get: { responses: { ...responses, 404: body(text) } } } },
    components: { schemas: { Plan: plan } as object as Spec['components']['schemas'] },
  };
  return /^ {2}'\/api\/v1\/plans': \{ GET: (.*) \},$/m.exec(emitResponses(spec))?.[1];
}

const body = (schema: object) => ({ content: { 'application/json': { schema } } });
const $ref = '#/components/schemas/Plan';
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });

test.each([
  ['a resource', { 200: body({ $ref }) }, "{ id: '' }"],
  ['an array of resources', { 200: body({ type: 'array', items: { $ref } }) }, "[{ id: '' }]"],
  [
    'a page',
    { 200: body(object({ next: text, data: { type: 'array', items: { $ref } } })) },
    "{ data: [{ id: '' }] }",
  ],
  [
    'a link',
    { 200: body(object({ expires_at: { type: 'number' }, download_url: text })) },
    "{ download_url: '' }",
  ],
  [
    'another object',
    { 201: body(object({ a: { type: 'number' }, b: { type: 'boolean' }, c: { $ref } })) },
    "{ a: 0, b: false, c: { id: '' } }",
  ],
  [
    'an id that is optional',
    { 200: body({ ...object({ a: text }), properties: { a: text, id: text } }) },
    "{ a: '' }",
  ],
  ['an object without required fields', { 200: body({ type: 'object', properties: { id: text } }) }, '{}'],
  ['a required field that can be null', { 200: body(object({ a: { type: ['string', 'null'] } })) }, '{}'],
  ['a schema without a type', { 200: body({}) }, 'null'],
  ['no body', { 204: {} }, 'null'],
  ['a body that is missing with one status', { 200: body({ $ref }), 204: {} }, 'null'],
  ['the same body with two statuses', { 200: body({ $ref }), 202: body({ $ref }) }, "{ id: '' }"],
])('emitResponses: a new operation gets an entry when it returns %s', (_, responses, expected) => {
  expect(entry(responses)).toBe(expected);
});
