import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { phoneNumbers } from '@optimaldial/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { describeOwner } from '../../src/cli/data/lock-owner.ts';
import { bin, call, end, type Running, start } from '../support/start-cli.ts';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-data-'));
  data = join(folder, 'sandbox.data');
});
const running: Pick<Running, 'child'>[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(kill));
  await rm(folder, { recursive: true });
});

async function run(...args: string[]): Promise<Running> {
  const started = await start('--data', data, ...args);
  running.push(started);
  return started;
}

/** Starts the command without waiting for it. */
function launch(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [bin, '--data', data, ...args]);
  running.push({ child });
  return child;
}

/** Ends a process without a chance to save anything. */
async function kill({ child }: Pick<Running, 'child'>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** The line of an error that ends the command. */
async function fail(...args: string[]): Promise<string> {
  const child = launch(...args);
  let printed = '';
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  const [code] = await once(child, 'close');
  expect([code, printed.trim().split('\n')]).toEqual([1, [printed.trim()]]);
  return printed;
}

let status = 204;
const attempts: string[] = [];
let receiver: Server;
let route: string;
beforeAll(async () => {
  receiver = createServer(({ headers }, outgoing) => {
    attempts.push(`${String(headers['x-optimaldial-event'])} ${String(headers['x-optimaldial-attempt'])}`);
    outgoing.writeHead(status).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  route = `https://hooks.example=http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(() => receiver.close());

/** Everything that the API shows, and the file of an upload at its first signed URL. */
async function everything(sandbox: Running, link: string, webhook: string): Promise<unknown> {
  const paths = ['uploads', 'contacts', 'webhooks', `webhooks/${webhook}/deliveries`];
  const file = await fetch(link.replace(/^http:\/\/[^/]+/, sandbox.base));
  return {
    key: sandbox.key,
    csv: await file.text(),
    lists: await Promise.all(paths.map((path) => call(sandbox, `/api/v1/${path}`))),
  };
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
  '--data: keeps the account, its files and its pending deliveries after %s',
  async (signal) => {
    const options = ['--clock', 'manual', '--contacts', '--credits', '201', '--route', route];
    const first = await run(...options);
    const { webhook } = await call(first, '/api/v1/webhooks', { url: 'https://hooks.example' });
    status = 503;
    const { id } = await call(first, '/api/v1/uploads', { phone_numbers: phoneNumbers(100) });
    await call(first, '/_sandbox/advance', { by: '2m' });
    const contact = { phone: phoneNumbers(1)[0], idempotency_key: 'a' };
    const { id: contactId } = await call(first, '/api/v1/contacts', contact);
    const { download_url: link } = await call(first, `/api/v1/uploads/${id}/download/processed`);
    const before = await everything(first, link, webhook.id);
    expect(before).toMatchObject({
      lists: [{ data: [{ status: 'completed' }] }, {}, {}, [{ attempt_count: 2 }]],
    });
    if (signal === 'SIGTERM') expect(await end(first)).toBe(0);
    else {
      // What a change left unsaved.
      const saved = (await stat(data)).mtimeMs;
      await call(first, '/_sandbox/advance', { by: '0s' });
      await vi.waitFor(async () => expect((await stat(data)).mtimeMs).toBeGreaterThan(saved), 10_000);
      await kill(first);
    }
    expect((await stat(data)).mode & 0o777).toBe(0o600);

    const second = await run(...options.slice(0, 2), '--route', route);
    expect(await everything(second, link, webhook.id)).toEqual(before);
    expect((await call(second, '/api/v1/contacts', contact)).id).toBe(contactId);
    attempts.length = 0;
    status = 204;
    await call(second, '/_sandbox/advance', { by: '5m' });
    expect(attempts).toEqual(['upload.completed 3']);
    // 101 of 201 credits are charged.
    expect(await call(second, '/api/v1/uploads', { phone_numbers: phoneNumbers(100) })).toHaveProperty('id');
    expect(await call(second, '/api/v1/contacts', { phone: contact.phone })).toHaveProperty('detail');
    expect(await end(second)).toBe(0);
    expect(await readdir(folder)).toEqual(['sandbox.data']);
  },
  120_000,
);

test('--data: refuses a second process, another key, and files that it cannot use', async () => {
  const first = await run('--seed', '1');
  expect(await fail()).toContain(
    `sandbox.data is in use by process ${first.child.pid} on ${hostname()}. Stop that process, or`,
  );
  await kill(first);
  expect(await fail('--key', `od_live_${'0'.repeat(32)}`)).toContain(
    'has another key than --key. Omit --key, or',
  );
  const saved = await readFile(data);
  const damaged = Buffer.from(saved);
  damaged.writeUInt8(damaged.readUInt8(saved.length - 40) ^ 1, saved.length - 40);
  for (const [content, message] of [
    [damaged, 'sandbox.data is damaged. Delete it to start with a new account, or use another file.'],
    [saved.subarray(0, -1), 'sandbox.data is damaged.'],
    [
      Buffer.from(saved.toString('latin1').replace('"version":1', '"version":2'), 'latin1'),
      '(format 2, not 1). Delete it',
    ],
    [Buffer.from('{}'), "sandbox.data isn't a data file of optimaldial-mock. Delete it"],
    [Buffer.from('phone,415'), "isn't a data file of optimaldial-mock."],
  ] as const) {
    await writeFile(data, content);
    expect(await fail()).toContain(message);
    expect(content.equals(await readFile(data))).toBe(true);
  }
  data = join(folder, 'missing', 'sandbox.data');
  expect(await fail()).toContain('Its folder must exist and be writable.');
}, 120_000);

test('--data: at most one of two processes that start simultaneously uses the file', async () => {
  await end(await run());
  // The lock of a process that was killed.
  await writeFile(`${data}.lock`, JSON.stringify({ ...JSON.parse(describeOwner()), pid: 4_194_305 }));
  const children = Array.from({ length: 3 }, () => launch());
  const results = children.map(async (child) =>
    Promise.race([once(child.stdout, 'data'), once(child, 'exit')]),
  );
  const printed = (await Promise.all(results)).map(([first]) => first instanceof Buffer);
  expect(printed.filter(Boolean)).toHaveLength(1);
}, 120_000);

test('--data: uses and locks the file that a symbolic link refers to', async () => {
  const sandbox = await run();
  const link = join(folder, 'link');
  await symlink(data, link);
  expect(await fail('--data', link)).toContain(`is in use by process ${sandbox.child.pid}`);
  expect(await end(sandbox)).toBe(0);
});

test('--data: stops without an error when someone has deleted the lock', async () => {
  const sandbox = await run();
  await rm(`${data}.lock`);
  expect(await end(sandbox)).toBe(0);
});

test('--data: beyond loopback, the key is random and stays the same after a restart', async () => {
  const local = await run('--seed', '1');
  expect(await end(local)).toBe(0);
  const first = await run('--host', '0.0.0.0');
  expect(await end(first)).toBe(0);
  const second = await run('--host', '0.0.0.0');
  expect(second.key).toBe(first.key);
  expect(second.key).not.toBe(local.key);
}, 120_000);
