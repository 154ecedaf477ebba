import { ConfigurationError, createClient, InvalidInputError, isOptimalDialError } from '@optimaldial/client';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { apiKey, id, rejection, stub } from '../support/stub.ts';

const bad: [string, unknown][] = [
  ['a dot', '.'],
  ['two dots', '..'],
  ['encoded dots', '%2e%2e'],
  ['empty', ''],
  ['a slash', `${id}/download`],
  ['no uuid', 'upload-1'],
  ['a uuid and a line break', `${id}\n`],
  ['null', null],
  ['undefined', undefined],
  ['a number', 4155550100],
  ['an object that turns into a uuid', { toString: () => id }],
];

test.each(bad)(
  'path parameters: reject an ID that is %s before sending, in methods and raw calls',
  async (_, value) => {
    const { client, seen } = stub(() => Response.json({ id }));
    const untyped: any = client; // As JavaScript calls it.
    const errors = [
      await rejection(untyped.uploads.retrieve(value)),
      await rejection(untyped.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: value } } })),
    ];
    for (const error of errors) {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({
        code: 'invalid_input',
        message: expect.stringMatching(/upload_id.*must be a UUID/),
      });
      expect(String(error)).not.toContain('4155550100');
    }
    expect(seen).toHaveLength(0);
  },
);

test('path parameters: reject a raw call without them', async () => {
  const { client, seen } = stub(() => Response.json({ id }));
  const untyped: any = client;
  for (const options of [undefined, {}, { params: {} }, { params: { path: {} } }]) {
    expect(await rejection(untyped.GET('/api/v1/uploads/{upload_id}', options))).toBeInstanceOf(
      InvalidInputError,
    );
  }
  expect(seen).toHaveLength(0);
});

test('path parameters: all are UUIDs in the spec', () => {
  const text = JSON.stringify(description);
  const names = new Set(Object.keys(description.paths).flatMap((path) => path.match(/\{[^}]+\}/g) ?? []));
  const parameters = Object.values(description.components.parameters).filter((one) => one.in === 'path');
  expect(new Set(parameters.map((one) => `{${one.name}}`))).toEqual(names);
  expect(parameters.map((one) => 'format' in one.schema && one.schema.format)).toEqual(
    parameters.map(() => 'uuid'),
  );
  expect(text.match(/"in":"path"/g)).toHaveLength(parameters.length);
});

const keys: [string, string | undefined, RegExp][] = [
  ['missing', undefined, /No API key.*OPTIMALDIAL_API_KEY/],
  ['empty', '', /No API key/],
  ['of another service', 'sk_live_0123456789abcdef0123456789abcdef', /malformed.*od_live_/],
  ['cut off', 'od_live_0123', /malformed.*40 characters/],
  ['with a line break', `${apiKey}\n`, /whitespace/],
  ['with a header in it', `${apiKey}\r\nx-evil: 1`, /malformed/],
  ['with its scheme', `Bearer ${apiKey}`, /malformed/],
];

test.each(keys)('createClient: rejects an API key that is %s', (_, key, message) => {
  const make = () => createClient(key === undefined ? {} : { apiKey: key });
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(message);
  if (key !== undefined && key !== '') expect(make).not.toThrow(key.trim());
});

test('createClient: accepts the key prefix of another environment', () => {
  expect(() => createClient({ apiKey: `od_test_${'a'.repeat(32)}` })).not.toThrow();
});

test('apiKey function: an invalid key or an error it throws rejects the call before sending', async () => {
  const { client, seen } = stub(() => Response.json({ id }), { apiKey: () => 'nonsense' });
  expect(await rejection(client.uploads.retrieve(id))).toBeInstanceOf(ConfigurationError);
  const vault = new Error('the vault is sealed');
  const sealed = stub(() => Response.json({ id }), { apiKey: () => Promise.reject(vault) });
  expect(await rejection(sealed.client.uploads.retrieve(id))).toBe(vault);
  expect([...seen, ...sealed.seen]).toHaveLength(0);
});

test.each([
  'http://api.optimaldial.com',
  'http://10.0.0.1',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'ftp://localhost',
  'api.optimaldial.com',
  'https://user:word@api.optimaldial.com',
  'https://api.optimaldial.com?x=1',
  'https://api.optimaldial.com/api/v1',
])('createClient: rejects the base URL %s and suggests a fix', (baseUrl) => {
  expect(() => createClient({ apiKey, baseUrl })).toThrow(ConfigurationError);
  expect(() => createClient({ apiKey, baseUrl })).toThrow(/https|Remove/);
  expect(() => createClient({ apiKey, baseUrl })).not.toThrow(/user:word/);
});

test.each([
  'http://localhost:8080',
  'http://127.0.0.1:1',
  'http://[::1]:1',
  'http://api.localhost',
  'https://proxy.example',
])('createClient: accepts the base URL %s', (baseUrl) =>
  expect(() => createClient({ apiKey, baseUrl })).not.toThrow(),
);

test('allowInsecureHosts: allows HTTP to a named host', () => {
  const baseUrl = 'http://optimaldial-mock:4010';
  expect(() => createClient({ apiKey, baseUrl })).toThrow(/allowInsecureHosts/);
  expect(() => createClient({ apiKey, baseUrl, allowInsecureHosts: ['optimaldial-mock'] })).not.toThrow();
});

test('headers: rejects Authorization and header injection', async () => {
  const headers = { Authorization: 'Bearer other' };
  expect(() => createClient({ apiKey, headers })).toThrow(ConfigurationError);
  const { client, seen } = stub(() => Response.json({ id }));
  expect(await rejection(client.uploads.retrieve(id, { headers }))).toBeInstanceOf(InvalidInputError);
  const split = await rejection(client.uploads.retrieve(id, { headers: { 'x-a': 'b\r\nauthorization: c' } }));
  expect(isOptimalDialError(split)).toBe(true);
  expect(seen).toHaveLength(0);
});
