import { createMock } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { headers, url } from '../support/mock-request.ts';

const { pathname } = new URL(url);

test.each([
  [200, 'completed'],
  [401, 'invalid_key'],
  [404, 'unknown_upload'],
  [422, 'malformed_id'],
  [429, 'rate_limit_exceeded'],
] as const)('listen: a %i (%s) is the same over HTTP as in process', async (status, example) => {
  const mock = createMock();
  mock.on('retrieveUpload').example(example);
  await using server = await mock.listen();
  expect(new URL(server.url).hostname).toBe('127.0.0.1');
  const [direct, served] = await Promise.all([
    mock.fetch(url, { headers }),
    fetch(server.url + pathname, { headers }),
  ]);
  expect([served.status, served.headers.get('content-type')]).toEqual([
    status,
    direct.headers.get('content-type'),
  ]);
  expect(await served.text()).toBe(await direct.text());
});

test('listen: responds with the error that fetch rejects with in process', async () => {
  const mock = createMock();
  await using server = await mock.listen();
  const unknown = await fetch(`${server.url}/nothing`, { headers });
  expect([unknown.status, await unknown.json()]).toEqual([
    404,
    { detail: expect.stringContaining('GET /nothing') },
  ]);
  const untyped: any = mock.on('retrieveUpload');
  untyped.reply(200, {});
  const invalid = await fetch(server.url + pathname, { headers });
  expect([invalid.status, await invalid.json()]).toEqual([
    500,
    { detail: expect.stringContaining("doesn't match the spec") },
  ]);
});

test('listen: returns 405 when a malformed body comes with the wrong method', async () => {
  const mock = createMock();
  await using server = await mock.listen();
  for (const [type, body] of [
    ['application/json', '{"a":'],
    ['multipart/form-data; boundary=x', '--x\r\n\r\nno type\r\n'],
  ] as const) {
    const response = await fetch(`${server.url}${pathname}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': type },
      body,
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  }
  expect((await fetch(server.url + pathname, { headers })).status).toBe(200);
});

test('listen: close stops the server', async () => {
  const server = await createMock().listen();
  await fetch(server.url + pathname, { headers });
  await server.close();
  await expect(fetch(server.url + pathname, { headers })).rejects.toThrow();
});
