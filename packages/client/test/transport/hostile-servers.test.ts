import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { ConfigurationError, createClient, InvalidInputError } from '@optimaldial/client';
import { afterEach, expect, test } from 'vitest';
import { apiKey, id, rejection, stub } from '../support/stub.ts';

const elsewhere = () => 'https://evil.example';
const hangs = () => new Promise<string>(() => undefined);
const polluted = ['baseUrl', 'fetch', 'Request', 'pathSerializer', 'parseAs', 'upload_id', 'evil'];
afterEach(() => {
  for (const name of polluted) Reflect.deleteProperty(Object.prototype, name);
});

test.each([
  '@evil.example/x',
  '.evil.example/x',
  ':8443/x',
  '//evil.example/x',
  '/api/v1/uploads/../../v2/admin',
  '/api/v1/uploads/%2e%2e/x',
  '/api/v1/uploads?x=1',
  '',
  null,
])('raw calls: reject the path %j before sending', async (path) => {
  const { client, seen } = stub(() => Response.json({ id }));
  const untyped: any = client; // As JavaScript calls it.
  for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
    expect(await rejection(untyped[method](path))).toBeInstanceOf(InvalidInputError);
  }
  expect(seen).toHaveLength(0);
});

test('polluted Object.prototype: does not redirect a call', async () => {
  const { client, seen } = stub(() => Response.json({ id }));
  const prototype: object = Object.prototype;
  Object.assign(prototype, {
    baseUrl: 'https://evil.example',
    fetch: elsewhere,
    Request: elsewhere,
    pathSerializer: elsewhere,
    parseAs: 'stream',
    evil: '1',
  });
  const found = await client.uploads.retrieve(id);
  expect(found.id).toBe(id);
  expect(seen.map(({ url }) => url)).toEqual([`https://api.optimaldial.com/api/v1/uploads/${id}`]);
  Object.assign(prototype, { upload_id: id });
  const untyped: any = client;
  const error = await rejection(untyped.GET('/api/v1/uploads/{upload_id}', { params: {} }));
  expect(error).toBeInstanceOf(InvalidInputError);
});

test('polluted Object.prototype: a non-enumerable property does not redirect a call', async () => {
  const { client, seen } = stub(() => Response.json({ id }));
  const prototype: object = Object.prototype;
  Object.defineProperty(prototype, 'baseUrl', { value: 'https://evil.example', configurable: true });
  await client.uploads.retrieve(id);
  expect(seen.map(({ url }) => url)).toEqual([`https://api.optimaldial.com/api/v1/uploads/${id}`]);
});

test('headers: header parameters are ignored, other types are rejected, and later changes have no effect', async () => {
  const headers: Record<string, string> = { 'x-a': 'b' };
  const { client, seen } = stub(() => Response.json({ id }), { headers });
  headers['x-a'] = `bad\n${apiKey}`;
  const untyped: any = client;
  const params = { path: { upload_id: id }, header: { cookie: 'a=b' } };
  await untyped.GET('/api/v1/uploads/{upload_id}', { params });
  expect([seen[0]?.headers.get('x-a'), seen[0]?.headers.get('cookie')]).toEqual(['b', null]);
  const unsettable = JSON.parse('{"__proto__":"a"}');
  for (const odd of [new Headers({ a: 'b' }), [['a', 'b']], 'a: b', unsettable]) {
    expect(await rejection(untyped.uploads.retrieve(id, { headers: odd }))).toBeInstanceOf(InvalidInputError);
  }
});

const leaks = [
  `Bearer%20${apiKey}`,
  `key_${apiKey}`,
  'x_https://s.example/x?sig=SECRET',
  '//s.example/x?sig=SECRET',
  'storage.googleapis.com/b/x.csv?X-Goog-Signature=SECRET',
  'https%3A%2F%2Fs.example%2Fx%3Fsig%3DSECRET',
  "https://s.example/o'SECRET?sig=SECRET",
  '030/1234567',
  '415_555_2671',
  '415·555·2671',
  '415\u2011555\u20112671',
  '\uff14\uff11\uff15\uff15\uff15\uff15\uff12\uff16\uff17\uff11',
];

test.each(leaks)('redact: hides %s', async (text) => {
  const body = { detail: { error: text, message: `see ${text} now` } };
  const { client } = stub(() => Response.json(body, { status: 409 }));
  const error = await rejection(client.uploads.retrieve(id));
  const shown = inspect(error) + JSON.stringify(error);
  for (const secret of ['SECRET', apiKey, '1234567', '2671', '\uff14\uff11'])
    expect(shown).not.toContain(secret);
});

test('redact: hides a key or number in a third-party error or request ID', async () => {
  const foreign = Object.assign(new Error('x'), { code: apiKey, name: '4155552671' });
  const thrown = stub(() => Promise.reject(foreign));
  const headers = { 'x-request-id': apiKey };
  const refused = stub(() => Response.json({ detail: 'x' }, { status: 404, headers }));
  for (const { client } of [thrown, refused]) {
    const error = await rejection(client.uploads.retrieve(id));
    expect(inspect(error) + JSON.stringify(error)).not.toMatch(/s3cret|4155552671/);
  }
});

test('signal: ends a call whose apiKey function hangs and leaves no listener', async () => {
  const controller = new AbortController();
  const { client, seen } = stub(() => Response.json({ id }), { apiKey: hangs });
  const call = client.uploads.retrieve(id, { signal: controller.signal });
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  const { signal } = new AbortController();
  const usual = stub(() => Response.json({ id }), { apiKey: async () => apiKey });
  await usual.client.uploads.retrieve(id, { signal });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(seen).toHaveLength(0);
});

test('createClient: rejects or normalizes unusual base URLs', async () => {
  for (const baseUrl of ['https://h.example/api/v1//', 'https://h.example/api/v1/']) {
    expect(() => createClient({ apiKey, baseUrl })).toThrow(ConfigurationError);
  }
  const { client, seen } = stub(() => Response.json({ id }), { baseUrl: 'https://h.example/?' });
  await client.uploads.retrieve(id);
  expect(seen[0]?.url).toBe(`https://h.example/api/v1/uploads/${id}`);
  const untyped: any = { apiKey, baseUrl: 'http://ample.com', allowInsecureHosts: 'example.com' };
  expect(() => createClient(untyped)).toThrow(ConfigurationError);
});

test('UnreadableResponseError: carries the response headers without showing them', async () => {
  const { client } = stub(() => new Response('', { headers: { 'x-debug': 'SECRET' } }));
  const error = await rejection(client.uploads.retrieve(id));
  expect(inspect(error)).not.toContain('SECRET');
  expect(error).toHaveProperty('headers');
});
