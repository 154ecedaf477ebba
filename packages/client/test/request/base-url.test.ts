import { ConfigurationError, createClient } from '@optimaldial/client';
import { afterEach, expect, test, vi } from 'vitest';
import { apiKey, fakeFetch, id, path } from '../support/fake-fetch.ts';

afterEach(() => vi.unstubAllEnvs());

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
])('baseUrl: rejects %j and suggests %s', (baseUrl, suggestion) => {
  const make = () => createClient({ apiKey, baseUrl });
  expect(make).toThrow(expect.objectContaining({ code: 'configuration' }));
  expect(make).toThrow(`such as ${suggestion}.`);
});

test.each([
  'http://api.optimaldial.com',
  'http://10.0.0.1',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'ftp://localhost',
  'https://user:word@api.optimaldial.com',
  'https://api.optimaldial.com?x=1',
  'https://api.optimaldial.com/api/v1',
  'https://api.optimaldial.com/api/v1/',
  'https://api.optimaldial.com/api/v1//',
])('baseUrl: rejects %s and suggests a fix', (baseUrl) => {
  const make = () => createClient({ apiKey, baseUrl });
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(/https|Remove/);
  expect(make).not.toThrow(/user:word/);
});

test.each([42, {}, [], true])('baseUrl: rejects %o', (baseUrl) => {
  const untyped: any = { apiKey, baseUrl };
  expect(() => createClient(untyped)).toThrow(expect.objectContaining({ code: 'configuration' }));
});

test.each([
  [null, 'https://api.optimaldial.com'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
  ['http://[::1]:4010', 'http://[::1]:4010'],
  ['http://api.localhost', 'http://api.localhost'],
  ['HTTP://LOCALHOST:4010', 'http://localhost:4010'],
  ['HTTPS://API.Example.COM/', 'https://api.example.com'],
  ['https://api.example.com:443/prefix//', 'https://api.example.com/prefix'],
  ['https://proxy.example/optimaldial/', 'https://proxy.example/optimaldial'],
  ['https://api.example.com/?', 'https://api.example.com'],
  [' https://api.example.com\n', 'https://api.example.com'],
])('baseUrl: normalizes %j to %s', async (baseUrl, sent) => {
  const untyped: any = { baseUrl };
  const { client, requests } = fakeFetch(undefined, untyped);
  await client.uploads.retrieve(id);
  expect(requests[0]?.url).toBe(`${sent}${path}`);
});

test('allowInsecureHosts: allows HTTP to a named host', () => {
  const baseUrl = 'http://optimaldial-mock:4010';
  expect(() => createClient({ apiKey, baseUrl })).toThrow(/allowInsecureHosts/);
  expect(() => createClient({ apiKey, baseUrl, allowInsecureHosts: ['optimaldial-mock'] })).not.toThrow();
  const untyped: any = { apiKey, baseUrl: 'http://ample.com', allowInsecureHosts: 'example.com' };
  expect(() => createClient(untyped)).toThrow(ConfigurationError);
});

test('baseUrl: is read from OPTIMALDIAL_BASE_URL when not given, and checked like the option', async () => {
  vi.stubEnv('OPTIMALDIAL_BASE_URL', 'http://127.0.0.1:4010/');
  expect(createClient({ apiKey }).baseUrl).toBe('http://127.0.0.1:4010');
  expect(createClient({ apiKey, baseUrl: 'https://api.example.com' }).baseUrl).toBe(
    'https://api.example.com',
  );
  vi.stubEnv('OPTIMALDIAL_BASE_URL', 'http://api.example.com');
  expect(() => createClient({ apiKey })).toThrow(/^OPTIMALDIAL_BASE_URL is http:/);
  vi.stubEnv('OPTIMALDIAL_BASE_URL', '');
  expect(createClient({ apiKey }).baseUrl).toBe('https://api.optimaldial.com');
});
