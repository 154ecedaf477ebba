import { createMock } from '@optimaldial/testing';
import { describe, expect, test } from 'vitest';
import {
  auth,
  key,
  lines,
  open,
  responds,
  sendRaw,
  server,
  statusOf,
  useServer,
} from '../support/raw-http.ts';

const responses: { path: string; status: number | undefined; violations: number }[] = [];
useServer(
  { contacts: true },
  {
    onResponse: ({ path, status, violations }) =>
      responses.push({ path, status, violations: violations.length }),
  },
);

const last = 'Connection: close';
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
    const text = await sendRaw(request);
    expect(statusOf(text)).toBe(expected);
    const { detail } = JSON.parse(text.slice(text.indexOf('\r\n\r\n')).trim());
    expect(detail).toContain(words);
    expect(await responds()).toBe(true);
  });

  test('a path that begins with // is not a host', async () => {
    const text = await sendRaw(lines('GET //api/v1/uploads HTTP/1.1', 'Host: a', key(), last));
    expect(text).toContain('No operation of the spec matches GET //api/v1/uploads');
    const other = await sendRaw(lines('GET //x/api/v1/uploads HTTP/1.1', 'Host: a', key(), last));
    expect(statusOf(other)).toBe(404);
  });

  test('an absolute URL as target is accepted, as proxies send it', async () => {
    const text = await sendRaw(lines(`GET ${server.url}/api/v1/uploads HTTP/1.1`, 'Host: a', key(), last));
    expect(statusOf(text)).toBe(200);
  });

  test('HEAD has no body', async () => {
    const text = await sendRaw(lines('HEAD /api/v1/uploads HTTP/1.1', 'Host: a', key(), last));
    expect(text).toMatch(/\r\n\r\n$/);
  });

  test('pipelined requests: responses arrive in order', async () => {
    const text = await sendRaw(
      getOf('/api/v1/uploads') + getOf('/nothing') + getOf('/api/v1/webhooks', last),
    );
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)).toEqual(['200', '404', '200']);
  });

  test('an interrupted request leaves no trace', async () => {
    const before = responses.length;
    for (const half of [
      'GET /api',
      lines('POST /api/v1/webhooks HTTP/1.1', 'Host: a', key(), 'Content-Length: 9'),
    ]) {
      const socket = open();
      await new Promise((resolve) => socket.write(half, resolve));
      socket.destroy();
    }
    await expect
      .poll(() => responses.slice(before))
      .toEqual([{ path: '/api/v1/webhooks', status: undefined, violations: 0 }]);
    expect(await responds()).toBe(true);
  });
});

describe('Expect: 100-continue', () => {
  test('is accepted', async () => {
    expect(await sendRaw(`${ask(2)}{}`)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 4\d\d/);
  });

  test('is rejected before the body when it would be too large', async () => {
    const socket = open();
    socket.write(ask(200_000_000));
    const text = await new Promise<string>((resolve) =>
      socket.once('data', (piece) => resolve(String(piece))),
    );
    socket.destroy();
    expect(statusOf(text)).toBe(413);
  });
});

test('onResponse: reports only the violations of its own call', async () => {
  const before = responses.length;
  const calls = [
    '/api/v1/uploads?limit=0',
    '/api/v1/webhooks',
    '/api/v1/uploads?limit=999',
    '/api/v1/contacts',
  ];
  await Promise.all(calls.map(async (path) => (await fetch(server.url + path, { headers: auth() })).text()));
  await expect.poll(() => responses.length).toBe(before + calls.length);
  const reported = responses.slice(before).map(({ path, violations }) => `${path} ${violations}`);
  expect(reported.toSorted()).toEqual([
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
