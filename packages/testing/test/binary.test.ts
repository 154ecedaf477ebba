import { spawn } from 'node:child_process';
import { request as plainRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bin, end, start, type Running } from './start-binary.ts';

const phones = Array.from({ length: 100 }, (_, line) => `+1415555${String(100 + line).padStart(4, '0')}`);

let running: Running;
const auth = () => ({ authorization: `Bearer ${running.key}` });
beforeAll(async () => {
  running = await start('--credits', '5000', '--cors', 'http://localhost:3000');
  // The first call loads the engine.
  await lives();
}, 30_000);
afterAll(async () => void (await end(running)));

const post = (type: string, body: string | Buffer<ArrayBuffer>) =>
  fetch(`${running.base}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...auth(), 'content-type': type },
    body,
  });

const get = (
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }> =>
  new Promise((resolve, reject) => {
    // By hand: fetch does not let a Host be made up.
    plainRequest(running.base + path, { headers }, (response) => {
      let text = '';
      response.on('data', (piece) => (text += String(piece)));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    })
      .on('error', reject)
      .end();
  });
const token = async () => /sandbox-token" content="([\w-]+)"/.exec((await get('/')).text)?.[1] ?? '';
const press = async (what: string, body: object, headers: Record<string, string>) =>
  fetch(`${running.base}/_sandbox/${what}`, { method: 'POST', body: JSON.stringify(body), headers });

/** The server lives, and answers. */
async function lives(): Promise<boolean> {
  return (await fetch(`${running.base}/api/v1/uploads`, { headers: auth() })).ok;
}

describe('bad input', () => {
  test('malformed JSON, and a part without a content type, are answered', async () => {
    expect((await post('application/json', '{"phone_numbers":')).status).toBe(422);
    const part = `--x\r\nContent-Disposition: form-data; name="phone_column"\r\n\r\nPhone\r\n--x--\r\n`;
    expect((await post('multipart/form-data; boundary=x', part)).status).toBe(400);
    expect(await lives()).toBe(true);
  });

  test('200 MB are answered 413', async () => {
    const response = await post('text/csv', Buffer.alloc(200_000_000));
    expect(response.status).toBe(413);
    expect(await lives()).toBe(true);
  }, 30_000);

  test('a thousand open connections', async () => {
    const port = Number(new URL(running.base).port);
    const sockets = Array.from({ length: 1000 }, () => connect(port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await lives()).toBe(true);
    for (const socket of sockets) socket.destroy();
    expect(await lives()).toBe(true);
  }, 30_000);
});

describe('the page', () => {
  test('is there for whoever runs it, and runs nothing but its own script', async () => {
    const { status, text, headers } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'nonce-/);
    expect(text).toContain('<title>OptimalDial sandbox</title>');
  });

  test.each([
    ['another name for this address', { host: 'evil.example' }],
    ['a page elsewhere', { origin: 'https://evil.example' }],
    ['a page that may call the API', { origin: 'http://localhost:3000' }],
    ['a frame elsewhere', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused to %s', async (_, headers) => {
    for (const path of ['/', '/_sandbox/events']) expect((await get(path, headers)).status).toBe(403);
  });

  test('its buttons need its token', async () => {
    const own = { origin: running.base };
    expect((await press('advance', { by: '1h' }, own)).status).toBe(403);
    expect((await press('advance', { by: '1h' }, { ...own, 'x-sandbox-token': 'x' })).status).toBe(403);
    const good = { ...own, 'x-sandbox-token': await token() };
    expect((await press('advance', { by: '1h' }, good)).status).toBe(204);
    expect((await press('advance', { by: 'soon' }, good)).status).toBe(400);
    expect((await press('fail', { id: 'x' }, good)).status).toBe(400);
    expect((await press('nothing', {}, good)).status).toBe(404);
    expect((await press('advance', { by: 'x'.repeat(10_000) }, good)).status).toBe(400);
  });

  test('shows the account as it changes, and HTML in a filename as text', async () => {
    const headers = { ...auth(), 'content-type': 'application/json' };
    const filename = '<img src=x onerror=alert(1)>.csv';
    const body = JSON.stringify({ phone_numbers: phones, filename });
    await fetch(`${running.base}/api/v1/uploads`, { method: 'POST', headers, body });
    const events = await fetch(`${running.base}/_sandbox/events`);
    const { value } = (await events.body?.getReader().read()) ?? {};
    const state: unknown = JSON.parse(new TextDecoder().decode(value).replace(/^data: /, ''));
    expect(state).toMatchObject({ uploads: [{ filename, valid: 100, open: true }] });
    // It is data there, and the script puts it in by textContent: no HTML is made of it anywhere.
    expect((await get('/')).text).not.toMatch(/innerHTML|onerror/);
  });

  test('breaks the next request, once', async () => {
    const good = { origin: running.base, 'x-sandbox-token': await token() };
    await press('break', {}, good);
    await expect(fetch(`${running.base}/api/v1/uploads`, { headers: auth() })).rejects.toThrow();
    expect(await lives()).toBe(true);
  });
});

test('a page of the origin that was named may call the API', async () => {
  const url = `${running.base}/api/v1/uploads`;
  const preflight = await fetch(url, { method: 'OPTIONS' });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'http://localhost:3000',
  ]);
  const called = await fetch(url, { headers: auth() });
  expect(called.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
});

test('as a mock it answers from the examples, prints a line for each call, and ends when told to', async () => {
  const mock = await start('--mock');
  const path = '/api/v1/uploads/6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
  const headers = { authorization: `Bearer ${mock.key}`, prefer: 'example=completed' };
  expect((await fetch(mock.base + path, { headers })).status).toBe(200);
  expect(await mock.next()).toBe(`GET ${path} → 200`);
  expect(await end(mock)).toBe(0);
}, 30_000);

test.each([
  [['--port', 'x'], 'optimaldial-mock: --port takes a number from 0 to 65535, not “x”.'],
  [['--speed', '0'], 'optimaldial-mock: --speed takes a number'],
  [['--cors', '*'], 'optimaldial-mock: --cors takes an origin'],
  [['--prot', '1'], "optimaldial-mock: Unknown option '--prot'"],
])('it refuses %j in one line', async (args, line) => {
  const child = spawn(process.execPath, [bin, ...args]);
  let printed = '';
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(printed).toContain(line);
  expect(printed.trim().split('\n')).toHaveLength(1);
});
