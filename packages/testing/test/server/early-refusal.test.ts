import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { open, server, serverSandbox, useServer } from '../support/raw-http.ts';

useServer();

const head = (...lines: string[]): string =>
  ['POST /api/v1/uploads HTTP/1.1', 'Host: a', ...lines, '', ''].join('\r\n');

/** Sends the head of a 100 MB request and its first byte, and returns the response. */
async function half(...lines: string[]): Promise<string> {
  const socket = open();
  socket.write(`${head('Content-Length: 100000000', ...lines)}{`);
  try {
    for await (const piece of socket) return String(piece);
    return '';
  } finally {
    socket.destroy();
  }
}

test.each(['application/json', 'multipart/form-data; boundary=x'])(
  'listen: returns 401 before the %s body has arrived',
  async (type) => {
    expect(await half(`Content-Type: ${type}`)).toMatch(/^HTTP\/1\.1 401 /);
    expect(await half(`Content-Type: ${type}`, 'Authorization: Bearer od_live_x')).toMatch(
      /^HTTP\/1\.1 401 /,
    );
  },
);

test('listen: returns 413 before a body with a large Content-Length has arrived', async () => {
  const socket = open();
  socket.write(head(`Authorization: Bearer ${serverSandbox.apiKey}`, 'Content-Length: 200000000'));
  for await (const piece of socket) {
    expect(String(piece)).toMatch(/^HTTP\/1\.1 413 /);
    break;
  }
  socket.destroy();
});

test.each([
  ['401', { authorization: 'Bearer od_live_x' }, 'x'.repeat(5_000_000), 'application/json'],
  ['413', {}, `{"phone_numbers":[${'"1",'.repeat(300_000)}"1"]}`, 'application/json'],
  [
    '422',
    {},
    `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'x'.repeat(9_000_000)}\r\n--x--\r\n`,
    'multipart/form-data; boundary=x',
  ],
])(
  'listen: a client that sends everything receives the %s and can send again',
  async (status, own, body, type) => {
    const headers = { authorization: `Bearer ${serverSandbox.apiKey}`, 'content-type': type, ...own };
    for (const text of [body, body]) {
      const response = await fetch(`${server.url}/api/v1/uploads`, { method: 'POST', headers, body: text });
      expect(response.status).toBe(Number(status));
      expect(await response.json()).toHaveProperty('detail');
    }
  },
);

test.each([
  ['401', '', '{'.repeat(3_000_000)],
  ['413', 'key', `{"phone_numbers":["${'x'.repeat(3_000_000)}"]}`],
  [
    '422',
    'key',
    `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'x'.repeat(9_000_000)}\r\n--x--\r\n`,
    'multipart/form-data; boundary=x',
  ],
])(
  'listen: discards the rest of the body after an early %s and serves the next request',
  async (status, key, body, mediaType = 'application/json') => {
    const { hostname, port } = new URL(server.url);
    const authorization = `Authorization: Bearer ${serverSandbox.apiKey}`;
    const type = `Content-Type: ${mediaType}`;
    const socket = connect(Number(port), hostname);
    socket.write(head(`Content-Length: ${body.length}`, type, ...(key === '' ? [] : [authorization])));
    socket.write(body);
    socket.write(`GET /api/v1/uploads HTTP/1.1\r\nHost: a\r\n${authorization}\r\nConnection: close\r\n\r\n`);
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code)).toEqual([status, '200']);
  },
);

test('sandbox.fetch: does not parse the body of an unauthorized call', async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
  const response = await serverSandbox.fetch('http://a.invalid/api/v1/uploads', init);
  expect([response.status, serverSandbox.requests().at(-1)?.body]).toEqual([401, undefined]);
});
