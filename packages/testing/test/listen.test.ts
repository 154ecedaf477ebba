import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createMock } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { headers, url } from './key.ts';

const { pathname } = new URL(url);

test.each([
  [200, 'completed'],
  [401, 'invalid_key'],
  [404, 'unknown_upload'],
  [422, 'malformed_id'],
  [429, 'rate_limit_exceeded'],
] as const)('%i %s is the same on a socket as without one', async (status, example) => {
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

test('what is thrown without a socket is told as an answer on one', async () => {
  const mock = createMock();
  await using server = await mock.listen();
  const unknown = await fetch(`${server.url}/nothing`, { headers });
  expect([unknown.status, await unknown.json()]).toEqual([
    500,
    { detail: expect.stringContaining('GET /nothing') },
  ]);
  const untyped: any = mock.on('retrieveUpload');
  untyped.reply(200, {});
  const invalid = await fetch(server.url + pathname, { headers });
  expect([invalid.status, await invalid.json()]).toEqual([
    500,
    { detail: expect.stringContaining('leaves the description') },
  ]);
});

test('odd bodies neither hang nor end it', async () => {
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
    expect(response.status).toBe(500);
  }
  expect((await fetch(server.url + pathname, { headers })).status).toBe(200);
});

test('close ends the server', async () => {
  const server = await createMock().listen();
  await fetch(server.url + pathname, { headers });
  await server.close();
  await expect(fetch(server.url + pathname, { headers })).rejects.toThrow();
});

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));

test('the binary serves the mock, prints a line for each call, and ends when told to', async () => {
  const child = spawn(process.execPath, [bin, '--port', '0']);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const { value: first } = await lines.next();
  const base = /http:\/\/127\.0\.0\.1:\d+/.exec(String(first))?.[0] ?? '';
  expect(
    (await fetch(base + pathname, { headers: { ...headers, prefer: 'example=completed' } })).status,
  ).toBe(200);
  expect((await lines.next()).value).toBe(`GET ${pathname} → 200`);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
}, 30_000);

test.each([
  [['--port', 'x'], 'optimaldial-mock: --port takes a number from 0 to 65535, not “x”.'],
  [['--prot', '1'], "optimaldial-mock: Unknown option '--prot'"],
])('the binary refuses %j in one line', async (args, line) => {
  const child = spawn(process.execPath, [bin, ...args]);
  let printed = '';
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(printed).toContain(line);
  expect(printed.trim().split('\n')).toHaveLength(1);
});
