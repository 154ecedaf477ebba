import { inspect } from 'node:util';
import { createMock, MockError } from '@optimaldial/testing';
import { uploadStatusValues } from '@optimaldial/types';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { expect, test, vi } from 'vitest';
import { apiKey, headers, otherUrl, url } from '../support/mock-request.ts';

const uploads = Object.values(description.components.examples)
  .map((example) => example.value)
  .filter((value) => 'storage_path' in value);

test.each(uploadStatusValues)('mock: returns the example %s with the requested ID', async (status) => {
  const mock = createMock();
  mock.on('retrieveUpload').example(status);
  const response = await mock.fetch(otherUrl, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  const example = uploads.find((upload) => upload.status === status);
  expect(await response.json()).toEqual({ ...example, id: otherUrl.slice(-36) });
  expect(mock.violations()).toEqual([]);
});

test('mock: returns documented errors with their headers', async () => {
  const mock = createMock();
  mock.on('retrieveUpload').example('rate_limit_exceeded');
  const limited = await mock.fetch(url, { headers });
  expect(limited.status).toBe(429);
  expect(limited.headers.get('retry-after')).toBe('2');
  mock.on('retrieveUpload').example('server_error');
  expect((await mock.fetch(url, { headers })).status).toBe(500);
});

test('script: advances per path and repeats its last step', async () => {
  const mock = createMock();
  mock.on('retrieveUpload').script(['processing', 'rate_limit_exceeded', 'completed']);
  const ask = async (at: string) => {
    const response = await mock.fetch(at, { headers });
    return response.ok ? ((await response.json()) as { status: string }).status : response.status;
  };
  expect([await ask(url), await ask(url), await ask(otherUrl)]).toEqual(['processing', 429, 'processing']);
  expect([await ask(url), await ask(url), await ask(otherUrl)]).toEqual(['completed', 'completed', 429]);
});

test('reply: returns the given response, or the example of the status', async () => {
  const mock = createMock();
  mock.on('retrieveUpload').reply(503, { detail: 'Down for a minute' }, { 'Retry-After': '60' });
  const down = await mock.fetch(url, { headers });
  expect([down.status, down.headers.get('retry-after'), await down.json()]).toEqual([
    503,
    '60',
    { detail: 'Down for a minute' },
  ]);
  mock.on('retrieveUpload').reply(404);
  const missing = await mock.fetch(url, { headers });
  expect([missing.status, await missing.json()]).toEqual([404, { detail: 'Upload not found' }]);
});

test('mock: rejects and records a response that does not match the spec', async () => {
  const mock = createMock();
  const untyped: any = mock.on('retrieveUpload');
  untyped.reply(200, { id: 1, status: 'done' });
  const error = await mock.fetch(url, { headers }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MockError);
  expect(error).toMatchObject({
    code: 'invalid_response',
    message: expect.stringMatching(/200.*retrieveUpload.*user_id/),
  });
  expect(mock.violations()).toContainEqual(
    expect.objectContaining({ side: 'response', operation: 'retrieveUpload', location: 'body.status' }),
  );
});

test('mock: names the alternatives for an unknown route, operation or example', async () => {
  const mock = createMock();
  await expect(mock.fetch('https://api.optimaldial.com/api/v1/nothing', { headers })).rejects.toMatchObject({
    code: 'unknown_route',
    message: expect.stringContaining('GET /api/v1/nothing'),
  });
  expect(mock.violations()).toHaveLength(1);
  const untyped: any = mock;
  expect(() => untyped.on('retrieve')).toThrow(/no operation "retrieve".*retrieveUpload/);
  expect(() => untyped.on('retrieveUpload').example('done')).toThrow(/no example "done".*completed/);
  expect(() => mock.on('retrieveUpload').script([])).toThrow(MockError);
});

test('mock: lists the methods of the path when its method is unknown', async () => {
  const mock = createMock();
  const error = await mock.fetch(url, { method: 'PUT', headers }).catch((reason: unknown) => reason);
  expect({ ...(error as object) }).toMatchObject({
    code: 'unknown_route',
    status: 405,
    allowed: ['GET', 'DELETE'],
  });
});

test('mock: responds like the API to an invalid request and records a violation', async () => {
  const mock = createMock();
  mock.on('retrieveUpload').example('completed');
  const response = await mock.fetch('https://api.optimaldial.com/api/v1/uploads/upload-1', { headers });
  expect([response.status, await response.json()]).toEqual([
    422,
    { detail: [expect.objectContaining({ loc: ['path', 'upload_id'] })] },
  ]);
  expect(mock.violations()).toEqual([
    expect.objectContaining({ side: 'request', location: 'path.upload_id' }),
  ]);
});

test.each([undefined, 'Bearer', 'Bearer sk_live_1', 'Basic od_live_x', apiKey])(
  'mock: returns 401 for the key %j without a violation',
  async (authorization) => {
    const mock = createMock();
    mock.on('retrieveUpload').example('completed');
    const response = await mock.fetch(url, authorization === undefined ? {} : { headers: { authorization } });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(mock.violations()).toEqual([]);
  },
);

test('mock.requests: lists requests in order without the key', async () => {
  const mock = createMock();
  await mock.fetch(url, { headers });
  await mock.fetch(`${otherUrl}?a=1&a=2&b=3`, { headers: { ...headers, 'x-trace': '7' } });
  expect(mock.requests('retrieveUpload')).toMatchObject([
    { operation: 'retrieveUpload', method: 'GET', path: new URL(url).pathname, body: undefined },
    { query: { a: ['1', '2'], b: '3' }, headers: { authorization: 'Bearer [key]', 'x-trace': '7' } },
  ]);
  expect(inspect(mock.requests(), { depth: 9 })).not.toContain(apiKey);
  mock.reset();
  expect(mock.requests()).toEqual([]);
});

test('Prefer header: selects a response as in stock Prism', async () => {
  const mock = createMock();
  const ask = async (prefer: string) => (await mock.fetch(url, { headers: { ...headers, prefer } })).status;
  expect([await ask('code=404'), await ask('example=rate_limit_exceeded'), await ask('code=503')]).toEqual([
    404, 429, 503,
  ]);
  for (const nonsense of ['code=abc', 'code=', 'code=600', 'code=204']) {
    await expect(ask(nonsense)).rejects.toMatchObject({ code: 'unknown_example' });
  }
  await expect(ask('code=404, example=completed')).rejects.toMatchObject({ code: 'unknown_example' });
  await expect(ask('example=nothing')).rejects.toMatchObject({ code: 'unknown_example' });
});

test('signal: rejects with the abort reason before and during a call', async () => {
  const reason = new Error('gone');
  const mock = createMock();
  await expect(mock.fetch(url, { headers, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(mock.requests()).toEqual([]);
  const controller = new AbortController();
  const call = mock.fetch(url, { headers, signal: controller.signal });
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
});

test('mock: responds to 200 concurrent calls under fake timers', async () => {
  vi.useFakeTimers();
  try {
    const mock = createMock();
    mock.on('retrieveUpload').example('completed');
    const responses = await Promise.all(Array.from({ length: 200 }, () => mock.fetch(url, { headers })));
    expect(responses.every((response) => response.status === 200)).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ['a path that cannot be decoded', '%E0%A4%A', {}],
  ['a media type that cannot be read', '', { method: 'POST', body: 'abc' }],
])('mock: %s is a violation and does not break the mock', async (_, id, init) => {
  const mock = createMock();
  const address = id === '' ? url : `${url.slice(0, -36)}${id}`;
  const outcome = await mock.fetch(address, { ...init, headers: { ...headers, 'content-type': ';;;' } }).then(
    ({ status }) => status,
    (error: Error) => error.name,
  );
  expect([422, 'MockError']).toContain(outcome);
  expect(mock.violations()).toHaveLength(1);
  expect((await mock.fetch(url, { headers })).status).toBe(200);
});

test('reply: later changes to the body have no effect', async () => {
  const mock = createMock();
  const body = { detail: 'before' };
  mock.on('retrieveUpload').reply(404, body);
  body.detail = 'after';
  expect(await (await mock.fetch(url, { headers })).json()).toEqual({ detail: 'before' });
});

test('mock: deleteWebhookEndpoint may return 204', async () => {
  const mock = createMock();
  mock.on('deleteWebhookEndpoint').reply(204);
  const answer = await mock.fetch(
    'https://api.optimaldial.com/api/v1/webhooks/5a1e0c9b-7d3f-4e2a-9b8c-1d0e2f3a4b50',
    {
      method: 'DELETE',
      headers,
    },
  );
  expect(answer.status).toBe(204);
  expect(mock.violations()).toEqual([]);
});
