import { request as plainRequest } from 'node:http';
import { createMock, createSandbox, type RunningServer } from '@optimaldial/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const sandbox = createSandbox();
const mock = createMock();
const key = sandbox.apiKey;
const id = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const json = { 'content-type': 'application/json' };
const servers: Record<string, RunningServer> = {};
beforeAll(async () => {
  servers['sandbox'] = await sandbox.listen();
  servers['mock'] = await mock.listen();
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.close();
  sandbox.close();
});

describe.each(['sandbox', 'mock'])('%s over HTTP', (name) => {
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) };
    const response = await fetch(`${servers[name]?.url}${path}`, { ...init, headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };

  test.each(['bearer', 'BEARER', 'bEaReR  ', 'Bearer   '])('accepts the scheme %j', async (scheme) => {
    const authorization = `${scheme.trimEnd()} ${' '.repeat(scheme.length - scheme.trimEnd().length)}${key}`;
    expect(await ask('/api/v1/uploads', { headers: { authorization } })).toMatchObject({ status: 200 });
  });

  test.each(['Basic', 'Token', 'Bearer:', 'Bearerx'])('returns 401 for the scheme %s', async (scheme) => {
    const authorization = `${scheme} ${key}`;
    expect(await ask('/api/v1/uploads', { headers: { authorization } })).toMatchObject({ status: 401 });
  });

  test.each([
    'return=minimal',
    'respond-async, wait=10',
    'handling=lenient; code=404',
    'dynamic=true',
    'seed=7',
    'exmaple=failed',
    ',;=',
  ])('ignores Prefer: %s', async (prefer) => {
    expect(await ask('/api/v1/uploads', { headers: { prefer } })).toMatchObject({ status: 200 });
  });

  test.each([
    'code=404',
    'CODE="404"',
    'return=minimal, code = 404',
    'code=404; note="a, b", respond-async',
    'code=404; example=unknown_upload',
    'example="unknown_upload"',
    "example='unknown_upload', seed=1",
    'code=404, code=200',
  ])('returns 404 for Prefer: %s', async (prefer) => {
    expect(await ask(`/api/v1/uploads/${id}`, { headers: { prefer } })).toMatchObject({ status: 404 });
  });

  test.each(['{}', '{"a":', 'text'])('ignores the body %j of an operation without one', async (body) => {
    const response = await ask(`/api/v1/uploads/${id}`, { method: 'DELETE', headers: json, body });
    expect(response.status).toBe(name === 'mock' ? 200 : 404);
  });

  test('ignores the body of a GET, as curl sends it', async () => {
    const { port } = new URL(servers[name]?.url ?? '');
    const status = await new Promise((resolve, reject) => {
      const headers = { ...json, authorization: `Bearer ${key}`, 'content-length': '2' };
      plainRequest({ port, path: '/api/v1/uploads', method: 'GET', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end('{}');
    });
    expect(status).toBe(200);
  });

  test.each([
    [
      'POST',
      '/api/v1/uploads',
      /^Send (multipart\/form-data|application\/json) or (multipart\/form-data|application\/json)$/,
    ],
    ['POST', '/api/v1/webhooks', /^Send application\/json$/],
    ['PATCH', `/api/v1/webhooks/${id}`, /^Send application\/json$/],
    ['POST', '/api/v1/contacts', /^Send application\/json$/],
  ])('returns 415 with the supported types for %s %s', async (method, path, detail) => {
    const response = await ask(path, { method, headers: { 'content-type': 'text/plain' }, body: 'x' });
    expect(response).toMatchObject({ status: 415, body: { detail: expect.stringMatching(detail) } });
  });

  test.each([
    ['/api/v1/uploads', {}, 'Provide exactly one of phone_numbers and contacts'],
    ['/api/v1/uploads', { phone_numbers: ['1'], contacts: [] }, 'Provide exactly one of'],
    ['/api/v1/webhooks', {}, "required property 'url'"],
    ['/api/v1/webhooks', { url: 'https://a.example', events: ['upload.done'] }, 'upload.completed'],
    ['/api/v1/contacts', {}, "required property 'phone'"],
  ])('returns the documented 400 for POST %s %j', async (path, body, detail) => {
    const response = await ask(path, { method: 'POST', headers: json, body: JSON.stringify(body) });
    expect(response).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) } });
  });

  test('accepts a null description in PATCH', async () => {
    const body = JSON.stringify({ description: null });
    const response = await ask(`/api/v1/webhooks/${id}`, { method: 'PATCH', headers: json, body });
    expect(response.status).toBe(name === 'mock' ? 200 : 404);
  });

  test('returns 422 for a malformed ID, also when 400 is documented', async () => {
    const response = await ask('/api/v1/webhooks/7', { method: 'PATCH', headers: json, body: '{}' });
    expect(response).toMatchObject({ status: 422, body: { detail: [{ loc: ['path', 'webhook_id'] }] } });
  });

  test.each(['/nothing', '/api/v1', '/api/v1/uploads/', '/%E0%A4', '//api/v1/uploads'])(
    'returns 404 for %s',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 404, body: { detail: expect.any(String) } });
    },
  );

  test.each([
    ['PUT', '/api/v1/uploads', 'GET, POST'],
    ['OPTIONS', '/api/v1/uploads', 'GET, POST'],
    ['HEAD', `/api/v1/uploads/${id}`, 'GET, DELETE'],
    ['PROPFIND', `/api/v1/webhooks/${id}`, 'GET, PATCH, DELETE'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ])('returns 405 with Allow for %s %s', async (method, path, allow) => {
    const { status, headers } = await ask(path, { method });
    expect([status, headers.get('allow')]).toEqual([405, allow]);
  });

  test('serves the spec with its own URL at /openapi.json without a key', async () => {
    const response = await fetch(`${servers[name]?.url}/openapi.json`);
    const { openapi, servers: listed, paths } = (await response.json()) as Record<string, object>;
    expect([openapi, listed]).toMatchObject(['3.1.0', [{ url: servers[name]?.url }]]);
    expect(paths).toHaveProperty('/api/v1/uploads');
  });
});
