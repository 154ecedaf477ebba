import { createClient } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { apiKey, id, rejection, stub } from '../support/stub.ts';

const NO_MS = [Number.NaN, -1, -Infinity, '1000', '', 1000n, true, null, {}, [1000]];
const NO_COUNT = [...NO_MS, Infinity, 1.5, 2 ** 53];

const LIMITS: [string, unknown][] = [
  ...NO_MS.flatMap((value): [string, unknown][] => [
    ['timeout', value],
    ['deadline', value],
  ]),
  ...NO_COUNT.map((value): [string, unknown] => ['maxRetries', value]),
];

test.each(LIMITS)('createClient: throws a ConfigurationError when %s is %o', (name, value) => {
  const untyped: any = { apiKey, [name]: value };
  expect(() => createClient(untyped)).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(name) }),
  );
});

test.each(LIMITS)('uploads.retrieve: rejects before sending when %s is %o', async (name, value) => {
  const { client, seen } = stub(() => Response.json({ id }));
  const untyped: any = { [name]: value };
  expect(await rejection(client.uploads.retrieve(id, untyped))).toMatchObject({ code: 'invalid_input' });
  expect(seen).toHaveLength(0);
});

test.each([
  ['timeout', [0, 0.5, 1, Infinity, undefined]],
  ['deadline', [0, 1, 1e300, Infinity, undefined]],
  ['maxRetries', [0, 1, 1000, undefined]],
])('createClient: %s accepts each of %o', (name, values) => {
  for (const value of values) expect(() => createClient({ apiKey, [name]: value })).not.toThrow();
});

test.each([
  ['localhost:4010', 'http://localhost:4010'],
  ['LOCALHOST:4010', 'http://LOCALHOST:4010'],
  ['localhost', 'http://localhost'],
  ['localhost:4010/', 'http://localhost:4010/'],
  ['localhost:4010?x=1', 'http://localhost:4010?x=1'],
  ['api.localhost:80/prefix', 'http://api.localhost:80/prefix'],
  ['127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ['127.0.0.1', 'http://127.0.0.1'],
  ['[::1]:80', 'http://[::1]:80'],
  ['api.example.com', 'https://api.example.com'],
  ['api.example.com:8443/x', 'https://api.example.com:8443/x'],
  ['10.0.0.1:4010', 'https://10.0.0.1:4010'],
  ['my-host:4010', 'https://my-host:4010'],
  ['', 'https://host'],
  ['/api', 'https://host'],
  ['//api.example.com', 'https://host'],
  ['http://', 'https://host'],
  ['http://localhost:99999', 'https://host'],
])('createClient: rejects the base URL %j and suggests %s', (baseUrl, written) => {
  const made = () => createClient({ apiKey, baseUrl });
  expect(made).toThrow(expect.objectContaining({ code: 'configuration' }));
  expect(made).toThrow(`such as ${written}.`);
});

test.each([null, 42, {}, [], true])('createClient: handles the base URL %o', (baseUrl) => {
  const untyped: any = { apiKey, baseUrl };
  if (baseUrl === null) expect(() => createClient(untyped)).not.toThrow();
  else expect(() => createClient(untyped)).toThrow(expect.objectContaining({ code: 'configuration' }));
});

test.each([
  ['HTTP://LOCALHOST:4010', 'http://localhost:4010'],
  ['HTTPS://API.Example.COM/', 'https://api.example.com'],
  ['https://api.example.com:443/prefix//', 'https://api.example.com/prefix'],
  [' https://api.example.com\n', 'https://api.example.com'],
  ['http://[::1]:4010', 'http://[::1]:4010'],
])('createClient: normalizes the base URL %j to %s', async (baseUrl, sent) => {
  const { client, seen } = stub(() => Response.json({ id }), { baseUrl });
  await client.uploads.retrieve(id);
  expect(seen[0]?.url).toBe(`${sent}/api/v1/uploads/${id}`);
});

test('headers: undefined values of the client and the call are omitted', async () => {
  const untyped: any = { 'x-a': undefined, 'x-b': 'client', 'x-c': 'client' };
  const { client, seen } = stub(() => Response.json({ id }), { headers: untyped });
  const own: any = { 'x-b': undefined, 'x-d': 'call', authorization: undefined };
  await client.uploads.retrieve(id, { headers: own });
  const sent = Object.fromEntries(seen[0]?.headers ?? []);
  expect(sent).toMatchObject({ 'x-b': 'client', 'x-c': 'client', 'x-d': 'call' });
  expect(sent).not.toHaveProperty('x-a');
  expect(sent['authorization']).toBe(`Bearer ${apiKey}`);
});

test.each([null, 1, 1n, ['a'], {}, 'a\nb', 'a\0b', '€'])(
  'headers: are rejected when a value is %o',
  async (value) => {
    const untyped: any = { 'x-a': value };
    expect(() => createClient({ apiKey, headers: untyped })).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    );
    const { client } = stub(() => Response.json({ id }));
    expect(await rejection(client.uploads.retrieve(id, { headers: untyped }))).toMatchObject({
      code: 'invalid_input',
    });
  },
);
