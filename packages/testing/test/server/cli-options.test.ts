import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { phoneNumbers } from '@optimaldial/testing';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { bin, call, end, type Running, start } from '../support/start-cli.ts';

const running: Running[] = [];
afterEach(async () => void (await Promise.all(running.splice(0).map(end))));

async function run(...args: string[]): Promise<Running> {
  const started = await start(...args);
  running.push(started);
  return started;
}

const print = async (...args: string[]) =>
  (await promisify(execFile)(process.execPath, [bin, ...args])).stdout;

const list = { phone_numbers: phoneNumbers(100) };

let status = 204;
let receiver: Server;
let route: string;
beforeAll(async () => {
  receiver = createServer((_, outgoing) => void outgoing.writeHead(status).end());
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  route = `https://hooks.example=http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(() => receiver.close());

test('optimaldial-mock --seed: gives the same key and IDs at each start', async () => {
  const starts = await Promise.all([run('--seed', '7'), run('--seed', '7'), run('--seed', '8')]);
  const [one, other, third] = await Promise.all(
    starts.map(async (each) => [each.key, (await call(each, '/api/v1/uploads', list)).id]),
  );
  expect(one).toEqual(other);
  expect(third?.[0]).not.toBe(one?.[0]);
}, 90_000);

test('optimaldial-mock --key: sets the key, but not beyond loopback', async () => {
  const key = `od_live_${'-aB3'.repeat(8)}`;
  const [local, exposed] = await Promise.all([run('--key', key), run('--key', key, '--host', '0.0.0.0')]);
  expect(local.key).toBe(key);
  expect(exposed.key).not.toBe(key);
  expect(await call(local, '/api/v1/uploads')).toMatchObject({ data: [] });
  expect(await call({ ...exposed, key }, '/api/v1/uploads')).toMatchObject({ detail: expect.anything() });
}, 90_000);

test('optimaldial-mock --clock manual: time passes only when a script with the key advances it', async () => {
  const sandbox = await run('--clock', 'manual');
  const { id } = await call(sandbox, '/api/v1/uploads', list);
  const advance = (key: string) => call({ ...sandbox, key }, '/_sandbox/advance', { by: '10s' });
  await expect(advance(`od_live_${'0'.repeat(32)}`)).rejects.toThrow('JSON');
  expect(await call(sandbox, `/api/v1/uploads/${id}`)).toMatchObject({ status: 'ready_for_processing' });
  expect(await advance(sandbox.key)).toBe(204);
  expect(await call(sandbox, `/api/v1/uploads/${id}`)).toMatchObject({ status: 'completed' });
}, 90_000);

test('optimaldial-mock: a script with the key can grant credits, fail an upload and inject a fault', async () => {
  const sandbox = await run('--credits', '0');
  expect(await call(sandbox, '/_sandbox/grant', { credits: 100 })).toBe(204);
  const { id } = await call(sandbox, '/api/v1/uploads', list);
  expect(await call(sandbox, '/_sandbox/fail', { id })).toBe(204);
  expect(await call(sandbox, `/api/v1/uploads/${id}`)).toMatchObject({ status: 'failed' });
  expect(await call(sandbox, '/_sandbox/arm', { kind: 'unavailable' })).toBe(204);
  expect(await call(sandbox, '/api/v1/uploads')).toEqual({ detail: 'Service temporarily unavailable' });
}, 90_000);

test('optimaldial-mock: logs each ping and delivery, with the reason of a failure', async () => {
  const sandbox = await run(
    '--clock',
    'manual',
    '--route',
    route,
    '--route',
    'https://closed.example=http://127.0.0.1:1',
  );
  const register = (url: string) => call(sandbox, '/api/v1/webhooks', { url });
  await register('https://closed.example/hooks?token=4155550123');
  expect(await sandbox.next()).toBe(
    'webhook.ping → https://closed.example failed: ECONNREFUSED 127.0.0.1:1, attempt 1',
  );
  expect(await sandbox.next()).toBe('POST /api/v1/webhooks → 400');
  await register('https://other.example');
  expect(await sandbox.next()).toContain('https://other.example failed: no route for this URL, attempt 1');
  await sandbox.next();
  await register('https://hooks.example/4155550123');
  expect(await sandbox.next()).toBe('webhook.ping → https://hooks.example 204');
  await sandbox.next();
  await call(sandbox, '/api/v1/uploads', list);
  await sandbox.next();
  status = 503;
  await call(sandbox, '/_sandbox/advance', { by: '7m' });
  const failed = 'upload.completed → https://hooks.example 503';
  expect(await sandbox.next()).toBe(`${failed}, attempt 1, next attempt in 1 min`);
  expect(await sandbox.next()).toBe(`${failed}, attempt 2, next attempt in 5 min`);
  expect(await sandbox.next()).toBe(`${failed}, attempt 3, next attempt in 30 min`);
}, 90_000);

test('optimaldial-mock --exit-with-parent: stops when the process that started it is killed', async () => {
  const args = JSON.stringify([bin, '--exit-with-parent']);
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ${args}, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.once('data', () => console.log(child.pid));
  `;
  const parent = spawn(process.execPath, ['-e', script]);
  const [printed] = await once(parent.stdout, 'data');
  const pid = Number(printed);
  expect(process.kill(pid, 0)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 10_000);
}, 90_000);

const isAlive = (pid = 0): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('optimaldial-mock: stops when the shell of npx is killed, but not when another parent ends', async () => {
  // `true` keeps the shell from being replaced by the command.
  const [byNpx, byTool] = await Promise.all(
    ["'optimaldial-mock'", 'my-tool'].map(async (npm_lifecycle_script) => {
      const env = { ...process.env, npm_command: 'exec', npm_lifecycle_script };
      const shell = spawn('sh', ['-c', '"$0" "$1" & echo $!; wait; true', process.execPath, bin], { env });
      const lines = createInterface(shell.stdout)[Symbol.asyncIterator]();
      const next = async () => String((await lines.next()).value);
      const pid = Number(await next());
      while (!(await next()).startsWith('OPTIMALDIAL_API_KEY='));
      shell.kill('SIGKILL');
      return pid;
    }),
  );
  try {
    await vi.waitFor(() => expect(isAlive(byNpx)).toBe(false), 10_000);
    expect(isAlive(byTool)).toBe(true);
  } finally {
    for (const pid of [byNpx, byTool]) if (pid !== undefined && isAlive(pid)) process.kill(pid);
  }
}, 90_000);

test('optimaldial-mock: logs control requests, also rejected ones, but not what an open dashboard reads', async () => {
  const sandbox = await run('--credits', '0');
  await fetch(sandbox.base);
  expect(await call(sandbox, '/_sandbox/grant', { credits: 100 })).toBe(204);
  const headers = { authorization: `Bearer ${sandbox.key}` };
  const rejected = await fetch(`${sandbox.base}/_sandbox/advance?phone=4155550123`, {
    method: 'POST',
    headers,
    body: '{}',
  });
  expect(await rejected.text()).toMatch(/^Invalid duration .*\n$/);
  expect(await (await fetch(`${sandbox.base}/_sandbox/grant`)).text()).toBe('Actions support only POST.\n');
  expect(await sandbox.next()).toBe('POST /_sandbox/grant → 204');
  expect(await sandbox.next()).toBe('POST /_sandbox/advance → 400');
  expect(await sandbox.next()).toBe('GET /_sandbox/grant → 405');
}, 90_000);

test('optimaldial-mock: --version, -h, the spec and an unknown path', async () => {
  expect(await print('--version')).toBe(`${manifest.version}\n`);
  expect(await print('-h')).toBe(await print('--help'));
  for (const kind of ['--sandbox', '--mock']) {
    const server = await run(kind);
    const spec = await call(server, '/openapi.json');
    expect(spec).toMatchObject({ openapi: '3.1.0', servers: [{ url: server.base }] });
    expect((await fetch(`${server.base}/api/v1/nothing`)).status).toBe(404);
  }
}, 90_000);
