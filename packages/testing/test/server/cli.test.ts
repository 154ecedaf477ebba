import { spawn } from 'node:child_process';
import { request as plainRequest } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bin, end, type Running, start } from '../support/start-cli.ts';

let running: Running;
const auth = () => ({ authorization: `Bearer ${running.key}` });
beforeAll(async () => {
  running = await start();
  // The first request loads the engine.
  await lives();
}, 30_000);
afterAll(async () => void (await end(running)));

/** Whether the server still responds. */
async function lives(): Promise<boolean> {
  return (await fetch(`${running.base}/api/v1/uploads`, { headers: auth() })).ok;
}

test('optimaldial-mock: a 200 MB body without Content-Length returns 413', async () => {
  const { port } = new URL(running.base);
  const status = await new Promise((resolve, reject) => {
    const sent = plainRequest(
      // A pooled connection could close during the request.
      {
        port,
        path: '/api/v1/uploads',
        method: 'POST',
        headers: { 'content-type': 'text/csv', authorization: `Bearer ${running.key}` },
        agent: false,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    ).on('error', reject);
    const megabyte = Buffer.alloc(1_000_000);
    Readable.from(Array.from({ length: 200 }, () => megabyte)).pipe(sent);
  });
  expect(status).toBe(413);
  expect(await lives()).toBe(true);
}, 30_000);

test('optimaldial-mock: a thousand open connections do not block requests', async () => {
  const port = Number(new URL(running.base).port);
  const sockets = Array.from({ length: 1000 }, () => connect(port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  expect(await lives()).toBe(true);
  for (const socket of sockets) socket.destroy();
  expect(await lives()).toBe(true);
}, 30_000);

test('optimaldial-mock --mock: serves examples, logs each request and exits on SIGTERM', async () => {
  const mock = await start('--mock');
  const path = '/api/v1/uploads/6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
  const headers = { authorization: `Bearer ${mock.key}`, prefer: 'example=completed' };
  expect((await fetch(mock.base + path, { headers })).status).toBe(200);
  expect(await mock.next()).toBe(`GET ${path} → 200`);
  expect(await end(mock)).toBe(0);
}, 30_000);

test.each([
  [['--port', 'x'], 'optimaldial-mock: --port must be an integer from 0 to 65535, got "x".'],
  [['--speed', '0'], 'optimaldial-mock: --speed must be a number'],
  [['--cors', '*'], 'optimaldial-mock: --cors must be an origin'],
  [['--route', 'https://a.example=https://b.example'], 'optimaldial-mock: --route must be a public URL'],
  [['--prot', '1'], 'optimaldial-mock: Unknown option "--prot". The options are --sandbox, --mock, --port,'],
  [['-p', '1'], 'optimaldial-mock: Unknown option "-p". The options are --'],
  [['start'], 'optimaldial-mock: Unexpected argument "start". Run optimaldial-mock --help.'],
  [['--mock=1'], "optimaldial-mock: --mock doesn't take a value. Run optimaldial-mock --help."],
  [['--port'], 'optimaldial-mock: --port requires a value that doesn\'t start with "-". Run'],
  [['--credits', '-5'], 'optimaldial-mock: --credits requires a value that doesn\'t start with "-". Run'],
  [['--credits=-5'], 'optimaldial-mock: --credits must be an integer from 0 to 1000000000, got "-5".'],
  [['--mock', '--credits', '4'], "optimaldial-mock: --mock can't be combined with --credits. Run"],
  [['--mock', '--route', 'https://a.example=http://localhost:1'], 'combined with --route. Run'],
  [['--mock', '--sandbox'], 'combined with --sandbox. Run optimaldial-mock --help.'],
  [['--key', 'od_live_short'], 'optimaldial-mock: --key must be od_live_ followed by 32 letters'],
  [['--seed', '1.5'], 'optimaldial-mock: --seed must be an integer from 0 to 4294967295, got "1.5".'],
  [['--clock', 'fast'], 'optimaldial-mock: --clock must be real or manual, got "fast".'],
  [['--clock', 'manual', '--speed', '2'], "optimaldial-mock: --speed can't be combined with --clock manual."],
  [['--host', 'nowhere.invalid'], 'optimaldial-mock: The host "nowhere.invalid" can\'t be resolved. Use'],
  [
    ['--port', '6000'],
    'optimaldial-mock: fetch and browsers block port 6000. Pass another --port, or omit it for a free one.',
  ],
  [['--port', '65536'], 'optimaldial-mock: '],
  [['--port', '1.5'], 'optimaldial-mock: '],
])('optimaldial-mock: rejects %j with a one-line error', async (args, line) => {
  const child = spawn(process.execPath, [bin, ...args]);
  let printed = '';
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(printed).toContain(line);
  expect(printed.trim().split('\n')).toHaveLength(1);
});

test('optimaldial-mock: explains that a port is already in use', async () => {
  const { port } = new URL(running.base);
  const child = spawn(process.execPath, [bin, '--port', port]);
  let printed = '';
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(printed).toBe(
    `optimaldial-mock: Port ${port} is already in use. Pass another --port, or omit it for a free one.\n`,
  );
});

test.each([['--sandbox'], ['--mock']])(
  'optimaldial-mock %s: warns when it listens beyond loopback',
  async (kind) => {
    const everywhere = await start(kind, '--host', '0.0.0.0');
    const warning = await new Promise<string>((resolve) => {
      everywhere.child.stderr?.once('data', (piece) => resolve(String(piece)));
    });
    expect(warning).toMatch(
      /^Warning: listening on 0\.0\.0\.0, beyond this machine\. Anyone with network access can /,
    );
    expect(warning).toContain(kind === '--mock' ? 'any key' : 'use the dashboard');
    const headers = { authorization: `Bearer ${everywhere.key}` };
    expect((await fetch(`${everywhere.base}/api/v1/uploads`, { headers })).status).toBe(200);
    await end(everywhere);
  },
  30_000,
);

test('optimaldial-mock: does not warn on loopback and uses a new key at each start', async () => {
  const all = await Promise.all([start(), start('--host', 'localhost'), start('--host', '0.0.0.0')]);
  let warned = '';
  for (const { child } of all.slice(0, 2)) child.stderr?.on('data', (piece) => (warned += String(piece)));
  expect(new Set(all.map(({ key }) => key)).size).toBe(3);
  await Promise.all(all.map(end));
  expect(warned).toBe('');
}, 30_000);
