import { InvalidInputError, isOptimalDialError } from '@optimaldial/client';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeFetch, id, rejectionBeforeSending } from '../support/fake-fetch.ts';

const bad: [string, unknown][] = [
  ['a dot', '.'],
  ['two dots', '..'],
  ['encoded dots', '%2e%2e'],
  ['an empty string', ''],
  ['a slash', `${id}/download`],
  ['not a UUID', 'upload-1'],
  ['a UUID with a line break', `${id}\n`],
  ['null', null],
  ['undefined', undefined],
  ['a number', 4155550100],
  ['an object that converts to a UUID', { toString: () => id }],
];

test.each(bad)('path parameters: an ID that is %s is rejected before sending', async (_, value) => {
  const options = { params: { path: { upload_id: value } } };
  const calls = [
    (untyped: any) => untyped.uploads.retrieve(value),
    (untyped: any) => untyped.GET('/api/v1/uploads/{upload_id}', options),
  ];
  for (const call of calls) {
    const error = await rejectionBeforeSending(call);
    const message = expect.stringMatching(/upload_id.*must be a UUID/);
    expect(error).toMatchObject({ name: 'InvalidInputError', code: 'invalid_input', message });
    expect(String(error)).not.toContain('4155550100');
  }
});

test('path parameters: a raw call without them is rejected before sending', async () => {
  for (const options of [undefined, {}, { params: {} }, { params: { path: {} } }]) {
    const call = (untyped: any) => untyped.GET('/api/v1/uploads/{upload_id}', options);
    expect(await rejectionBeforeSending(call)).toBeInstanceOf(InvalidInputError);
  }
});

test('path parameters: all are UUIDs in the spec', () => {
  const text = JSON.stringify(spec);
  const names = new Set(Object.keys(spec.paths).flatMap((path) => path.match(/\{[^}]+\}/g) ?? []));
  const parameters = Object.values(spec.components.parameters).filter((one) => one.in === 'path');
  expect(new Set(parameters.map((one) => `{${one.name}}`))).toEqual(names);
  expect(parameters.map((one) => 'format' in one.schema && one.schema.format)).toEqual(
    parameters.map(() => 'uuid'),
  );
  expect(text.match(/"in":"path"/g)).toHaveLength(parameters.length);
});

test('path parameters: any value but a UUID is rejected before sending', async () => {
  const anyId = fc.oneof(
    fc.string(),
    fc.anything(),
    fc.uuid(),
    fc.constantFrom('.', '..', '%2e%2e', `${id}/..`, `${id}\n`, ` ${id}`),
  );
  await fc.assert(
    fc.asyncProperty(anyId, async (value) => {
      const { client, requests } = fakeFetch();
      try {
        await client.uploads.retrieve(value as string);
      } catch (error) {
        if (!isOptimalDialError(error)) throw error;
        expect(error.code).toBe('invalid_input');
        expect(requests).toHaveLength(0);
        return;
      }
      expect(value).toMatch(/^[\da-f-]{36}$/i);
      expect(new URL(requests[0]?.url ?? '').pathname).toBe(`/api/v1/uploads/${String(value)}`);
    }),
    { numRuns: 500 },
  );
});

test.each([
  '@evil.example/x',
  '.evil.example/x',
  ':8443/x',
  '//evil.example/x',
  '/api/v1/uploads/../../v2/admin',
  '/api/v1/uploads/%2e%2e/x',
  '/api/v1/uploads?x=1',
  `/api/v1/uploads/${id}`,
  `/api/v1/uploads/${id.toUpperCase()}/download/original`,
  '',
  null,
])('raw calls: the path %j is rejected before sending', async (path) => {
  for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
    const call = (untyped: any) => untyped[method](path);
    expect(await rejectionBeforeSending(call)).toBeInstanceOf(InvalidInputError);
  }
});

test('raw calls: every path of the spec is a template', async () => {
  const { client, requests } = fakeFetch(() => Response.json({ detail: 'x' }, { status: 404 }));
  for (const template of Object.keys(spec.paths)) {
    const untyped: any = client;
    const path = { upload_id: id, contact_id: id, webhook_id: id };
    await untyped.GET(template, { params: { path } });
  }
  expect(requests).toHaveLength(Object.keys(spec.paths).length);
});
