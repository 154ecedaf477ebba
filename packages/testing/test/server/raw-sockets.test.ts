import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  createMock,
  createSandbox,
  phoneNumbers,
  type RunningServer,
  type Sandbox,
} from '@optimaldial/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let sandbox: Sandbox;
let server: RunningServer;
const answered: { path: string; status: number | undefined; violations: number }[] = [];
beforeAll(async () => {
  sandbox = createSandbox({ contacts: true });
  server = await sandbox.listen({
    onResponse: ({ path, status, violations }) =>
      answered.push({ path, status, violations: violations.length }),
  });
  // The first request loads the engine.
  await fetch(`${server.url}/api/v1/uploads`, { headers: auth() });
}, 30_000);
afterAll(async () => {
  await server.close();
  sandbox.close();
});

const auth = () => ({ authorization: `Bearer ${sandbox.apiKey}` });

function open(): Socket {
  const { hostname, port } = new URL(server.url);
  return connect(Number(port), hostname);
}

/** Sends raw bytes, and returns the response when the server closes the connection. */
async function send(...pieces: (string | Buffer)[]): Promise<string> {
  const socket = open();
  for (const piece of pieces) socket.write(piece);
  let text = '';
  for await (const piece of socket) text += String(piece);
  return text;
}

const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n\r\n`;
const last = 'Connection: close';
const key = (): string => `Authorization: Bearer ${sandbox.apiKey}`;
const getOf = (path: string, ...more: string[]): string =>
  lines(`GET ${path} HTTP/1.1`, 'Host: a', key(), ...more);
const ask = (bytes: number) =>
  lines(
    'POST /api/v1/uploads HTTP/1.1',
    'Host: a',
    key(),
    'Content-Type: application/json',
    `Content-Length: ${bytes}`,
    'Expect: 100-continue',
    last,
  );
const status = (text: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);

/** Whether the server still responds. */
async function lives(): Promise<boolean> {
  return (await fetch(`${server.url}/api/v1/uploads`, { headers: auth() })).ok;
}

const post = (type: string, body: string | Buffer<ArrayBuffer>, path = '/api/v1/uploads', more = {}) =>
  fetch(server.url + path, { method: 'POST', headers: { ...auth(), 'content-type': type, ...more }, body });

describe('raw HTTP requests', () => {
  const MALFORMED: Record<string, string> = {
    nonsense: 'nonsense\r\n\r\n',
    TLS: '\u0016\u0003\u0001\u0002\0\u0001\r\n\r\n',
    'NUL in the path': lines('GET /a\0b HTTP/1.1', 'Host: a', last),
    'two lengths': lines('GET / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 2'),
    'a length and chunks': lines(
      'POST / HTTP/1.1',
      'Host: a',
      'Content-Length: 1',
      'Transfer-Encoding: chunked',
    ),
    'chunks without a length': `${lines('POST /x HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked')}zz\r\n`,
  };
  test.each<[string, number, string, string]>([
    ...Object.entries(MALFORMED).map(([name, request]): [string, number, string, string] => [
      name,
      400,
      'Malformed HTTP',
      request,
    ]),
    [
      'a 99 kB header',
      431,
      'headers are over',
      lines('GET / HTTP/1.1', 'Host: a', `X: ${'x'.repeat(99_999)}`),
    ],
    ['TRACE', 405, 'TRACE is not supported', lines('TRACE / HTTP/1.1', 'Host: a', last)],
    ['CONNECT', 405, 'CONNECT is not supported', lines('CONNECT a:443 HTTP/1.1', 'Host: a')],
    ['the target *', 400, 'Invalid request target', lines('OPTIONS * HTTP/1.1', 'Host: a', last)],
    ['an FTP target', 400, 'Invalid request target', lines('GET ftp://a/b HTTP/1.1', 'Host: a', last)],
    ['an invalid Host', 400, 'Invalid Host header', lines('GET /x HTTP/1.1', 'Host: a/api b', last)],
  ])('%s returns %i', async (_, expected, words, request) => {
    const text = await send(request);
    expect(status(text)).toBe(expected);
    const { detail } = JSON.parse(text.slice(text.indexOf('\r\n\r\n')).trim());
    expect(detail).toContain(words);
    expect(await lives()).toBe(true);
  });

  test('a path that begins with // is not a host', async () => {
    const text = await send(lines('GET //api/v1/uploads HTTP/1.1', 'Host: a', key(), last));
    expect(text).toContain('No operation of the spec matches GET //api/v1/uploads');
    const other = await send(lines('GET //x/api/v1/uploads HTTP/1.1', 'Host: a', key(), last));
    expect(status(other)).toBe(404);
  });

  test('an absolute URL as target is accepted, as proxies send it', async () => {
    const text = await send(lines(`GET ${server.url}/api/v1/uploads HTTP/1.1`, 'Host: a', key(), last));
    expect(status(text)).toBe(200);
  });

  test('HEAD has no body', async () => {
    const text = await send(lines('HEAD /api/v1/uploads HTTP/1.1', 'Host: a', key(), last));
    expect(text).toMatch(/\r\n\r\n$/);
  });

  test('pipelined requests: responses arrive in order', async () => {
    const text = await send(getOf('/api/v1/uploads') + getOf('/nothing') + getOf('/api/v1/webhooks', last));
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)).toEqual(['200', '404', '200']);
  });

  test('an interrupted request leaves no trace', async () => {
    const before = answered.length;
    for (const half of [
      'GET /api',
      lines('POST /api/v1/webhooks HTTP/1.1', 'Host: a', key(), 'Content-Length: 9'),
    ]) {
      const socket = open();
      await new Promise((resolve) => socket.write(half, resolve));
      socket.destroy();
    }
    await expect
      .poll(() => answered.slice(before))
      .toEqual([{ path: '/api/v1/webhooks', status: undefined, violations: 0 }]);
    expect(await lives()).toBe(true);
  });
});

describe('Expect: 100-continue', () => {
  test('is accepted', async () => {
    expect(await send(`${ask(2)}{}`)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 4\d\d/);
  });

  test('is rejected before the body when it would be too large', async () => {
    const socket = open();
    socket.write(ask(200_000_000));
    const text = await new Promise<string>((resolve) =>
      socket.once('data', (piece) => resolve(String(piece))),
    );
    socket.destroy();
    expect(status(text)).toBe(413);
  });
});

describe('request bodies over HTTP', () => {
  test.each([
    [
      'gzip',
      "Content-Encoding gzip isn't supported",
      () =>
        post('application/json', gzipSync('{}'), undefined, {
          'content-encoding': 'gzip',
        }),
    ],
    [
      'JSON of 100,000 levels',
      'nested more than',
      () =>
        post(
          'application/json',
          `{"phone":"+14155550100","properties":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
          '/api/v1/contacts',
        ),
    ],
    [
      'a form of 2,000 parts',
      'more than 1000 parts',
      () =>
        post(
          'multipart/form-data; boundary=x',
          `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(2000)}--x--\r\n`,
        ),
    ],
  ])('%s returns 422', async (_, words, sent) => {
    const response = await sent();
    expect([response.status, await response.json()]).toEqual([
      422,
      { detail: expect.stringContaining(words) },
    ]);
    expect(await lives()).toBe(true);
  });

  test('__proto__ in JSON is an ordinary name', async () => {
    const phone_numbers = phoneNumbers(100);
    const body = `{"__proto__":{"filename":"x"},"constructor":1,"phone_numbers":${JSON.stringify(phone_numbers)}}`;
    const response = await post('application/json', body);
    expect(await response.json()).toMatchObject({ original_filename: expect.stringMatching(/^api_upload_/) });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('a form of a thousand parts is parsed quickly', async () => {
    const parts = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(999);
    const started = performance.now();
    expect((await post('multipart/form-data; boundary=x', `${parts}--x--\r\n`)).status).toBe(400);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('a body sent byte by byte is read', async () => {
    const body = '{"phone_numbers":[]}'.padEnd(5000);
    const head = lines(
      'POST /api/v1/uploads HTTP/1.1',
      'Host: a',
      key(),
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      last,
    );
    const chunks = body
      .split('')
      .map((byte) => `1\r\n${byte}\r\n`)
      .join('');
    // The error is about the empty list, so the body was read.
    expect(await send(`${head}${chunks}0\r\n\r\n`)).not.toContain('no valid');
  });
});

test('onResponse: reports only the violations of its own call', async () => {
  const before = answered.length;
  const calls = [
    '/api/v1/uploads?limit=0',
    '/api/v1/webhooks',
    '/api/v1/uploads?limit=999',
    '/api/v1/contacts',
  ];
  await Promise.all(calls.map(async (path) => (await fetch(server.url + path, { headers: auth() })).text()));
  await expect.poll(() => answered.length).toBe(before + calls.length);
  const told = answered.slice(before).map(({ path, violations }) => `${path} ${violations}`);
  expect(told.toSorted()).toEqual([
    '/api/v1/contacts 0',
    '/api/v1/uploads 1',
    '/api/v1/uploads 1',
    '/api/v1/webhooks 0',
  ]);
});

test('listen: a truncated response closes the connection', async () => {
  const mock = createMock();
  mock.on('listUploads').reply(200, { data: [], next_cursor: null }, { 'content-length': '9999' });
  await using cut = await mock.listen();
  const response = await fetch(`${cut.url}/api/v1/uploads`, { headers: auth() });
  await expect(response.text()).rejects.toThrow('terminated');
});
