import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { type AttemptEvent, createClient } from '@optimaldial/client';
import { beforeEach, expect, test, vi } from 'vitest';
import { apiKey, phoneList, rejection } from '../support/fake-fetch.ts';
import { listen, serve } from '../support/listen.ts';
import { selfSigned } from '../support/self-signed.ts';

// Node's own fetch and real sockets, with retries without backoff.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

/** Returns the error and the attempts of a create. */
async function failing(baseUrl: string): Promise<{ error: unknown; attempts: AttemptEvent[] }> {
  const attempts: AttemptEvent[] = [];
  const client = createClient({ apiKey, baseUrl, onAttempt: (event) => attempts.push(event) });
  const error = await rejection(client.uploads.create(phoneList, { reconcile: true }));
  return { error, attempts };
}

test('uploads.create: names a self-signed certificate after one attempt', async () => {
  let requests = 0;
  const port = await listen(createTlsServer(selfSigned(), () => (requests += 1)));
  const { error, attempts } = await failing(`https://127.0.0.1:${port}`);
  expect(error).toMatchObject({ code: 'connection', phase: 'certificate', attempts: 1 });
  expect(String(error)).toMatch(/certificate.*DEPTH_ZERO_SELF_SIGNED_CERT.*Nothing was sent/);
  expect([attempts.length, requests]).toEqual([1, 0]);
});

test('uploads.create: sends nothing when the server does not speak TLS', async () => {
  let requests = 0;
  const port = await listen(createServer(() => (requests += 1)));
  const { error } = await failing(`https://127.0.0.1:${port}`);
  expect(error).toMatchObject({
    code: 'connection',
    phase: expect.stringMatching(/^(connect|certificate)$/),
  });
  expect(requests).toBe(0);
});

test('uploads.create: retries and sends nothing when the TLS handshake is refused', async () => {
  const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy())));
  const { error, attempts } = await failing(`https://127.0.0.1:${port}`);
  expect(error).toMatchObject({ code: 'connection', phase: 'connect', attempts: 3 });
  expect(attempts.map(({ code }) => code)).toEqual(Array(3).fill('connection'));
});

test('uploads.create: says to start the sandbox when a port of this machine refuses the connection', async () => {
  const server = createTcpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  server.close();
  await once(server, 'close');
  const { error } = await failing(`http://127.0.0.1:${port}`);
  expect(error).toMatchObject({ phase: 'connect', attempts: 3 });
  expect(String(error)).toContain(
    `port ${port} (ECONNREFUSED). Nothing was sent. Check that the sandbox or server at \`baseUrl\` (or OPTIMALDIAL_BASE_URL) is running.`,
  );
});

test.each([6000, 1, 25, 6667])('uploads.create: names port %i, which fetch blocks', async (port) => {
  const { error } = await failing(`http://127.0.0.1:${port}`);
  expect(error).toMatchObject({ code: 'connection', phase: 'connect' });
  expect(String(error)).toContain(`port ${port}. Nothing was sent`);
});

test('uploads.create: sends nothing when the host does not resolve', async () => {
  const { error } = await failing('https://nowhere.invalid');
  expect(error).toMatchObject({ code: 'connection', phase: 'connect' });
  expect(String(error)).toContain('Nothing was sent. Check `baseUrl`, the network and the proxy');
});

test("uploads.create: a 421 that Node's fetch retries counts as one attempt", async () => {
  let requests = 0;
  const baseUrl = await serve((request, response) => {
    requests += 1;
    request.resume().on('end', () => response.writeHead(421).end());
  });
  const { error, attempts } = await failing(baseUrl);
  expect(error).toMatchObject({ code: 'refused', status: 421 });
  expect([attempts.length, requests]).toEqual([1, 2]);
});
