import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WebhookHandler } from '@optimaldial/client/webhooks';
import { deliverWebhook } from '@optimaldial/testing';
import { expect, test, vi } from 'vitest';
import { serve } from '../../support/listen.ts';
import { secret } from '../signed-delivery.ts';
import { completed, receiver, signed, streamed } from './deliveries.ts';

const disconnected = new Error('The connection closed before the request body was complete.');

const serveHandler = (handler: WebhookHandler) =>
  serve((request, response) => void handler.node(request, response));

/** Opens a connection and sends `lines` and `rest`. Returns what the server sends until it closes the connection. */
async function raw(url: string, lines: readonly string[], rest = ''): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`${lines.join('\r\n')}\r\n\r\n${rest}`);
  return text(socket);
}

const head = (...headers: string[]) => ['POST / HTTP/1.1', 'host: crm.example', ...headers];

test('handler.node: handles a delivery over a socket and keeps the connection open', async () => {
  const handled = vi.fn();
  const { handler, errors } = receiver({ on: { 'upload.completed': handled } });
  const url = await serveHandler(handler);
  const response = await fetch(url, signed(completed));
  expect([response.status, response.headers.get('connection'), await response.text()]).toEqual([
    204,
    'keep-alive',
    '',
  ]);
  expect((await deliverWebhook(url, completed, secret)).status).toBe('delivered');
  expect(handled.mock.calls).toEqual([[completed]]);
  expect(errors).toEqual([]);
});

test('handler.node: responds 405 with Allow to GET and HEAD', async () => {
  const url = await serveHandler(receiver().handler);
  for (const method of ['GET', 'HEAD']) {
    const response = await fetch(url, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  }
});

test.each([
  ['the announced size', { 'content-length': '1001' }],
  ['the read size', { 'transfer-encoding': 'chunked' }],
])('handler.node: responds 413 and closes the connection when %s is above maxBytes', async (_, header) => {
  const { handler, errors } = receiver({ maxBytes: 1000 });
  const url = await serveHandler(handler);
  const lines = head(...Object.entries(header).map((entry) => entry.join(': ')));
  // The rest of the body never arrives.
  const received = await raw(url, lines, `3e9\r\n${'a'.repeat(1001)}\r\n`);
  expect(received).toMatch(/^HTTP\/1.1 413 .*\r\nconnection: close\r\n/s);
  expect(errors).toMatchObject([{ error: { reason: 'invalid_body' }, context: {} }]);
});

test('handler.node: accepts a body of exactly maxBytes', async () => {
  const init = signed(completed);
  const url = await serveHandler(receiver({ maxBytes: init.body.length }).handler);
  expect((await fetch(url, init)).status).toBe(204);
});

test('handler.node: reads about 1 MB of a body of 50 MB', async () => {
  const sockets: Socket[] = [];
  const { handler } = receiver();
  const url = await serve((request, response) => {
    sockets.push(request.socket);
    void handler.node(request, response);
  });
  expect((await fetch(url, streamed(50_000_000))).status).toBe(413);
  expect(sockets).toHaveLength(1);
  expect(sockets[0]?.bytesRead).toBeLessThan(3_000_000);
});

test('handler.node: responds 503 and closes the connection when the body does not arrive in time', async () => {
  const { handler, errors } = receiver({ timeout: 20 });
  const url = await serveHandler(handler);
  const received = await raw(url, head('content-length: 100'), 'a');
  expect(received).toMatch(/^HTTP\/1.1 503 .*\r\nconnection: close\r\n/s);
  expect(errors).toMatchObject([{ error: { name: 'TimeoutError' }, context: {} }]);
});

test('handler.node: resolves and reports it when the caller disconnects before the body ends', async () => {
  const { handler, errors } = receiver();
  const finished = Promise.withResolvers<unknown>();
  const url = await serve((request, response) => finished.resolve(handler.node(request, response)));
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`${head('content-length: 100').join('\r\n')}\r\n\r\na`, () => socket.destroy());
  await finished.promise;
  expect(errors).toEqual([{ error: disconnected, context: {} }]);
});

test('handler.node: keeps the result of a handler whose caller disconnected', async () => {
  const running = Promise.withResolvers<unknown>();
  const finish = Promise.withResolvers<unknown>();
  const handle = vi.fn(() => {
    running.resolve(undefined);
    return finish.promise;
  });
  const { handler, errors } = receiver({ on: { 'upload.completed': handle } });
  const finished = Promise.withResolvers<unknown>();
  const url = await serve((request, response) => {
    response.on('close', () => finish.resolve(undefined));
    finished.resolve(handler.node(request, response));
  });
  const caller = new AbortController();
  const sent = fetch(url, { ...signed(completed), signal: caller.signal });
  await running.promise;
  caller.abort();
  await expect(sent).rejects.toThrow('aborted');
  await finished.promise;
  expect((await fetch(url, signed(completed))).status).toBe(204);
  expect(handle).toHaveBeenCalledTimes(1);
  expect(errors).toEqual([]);
});

test('handler.node: does nothing when something else has responded', async () => {
  const { handler } = receiver();
  const finished = Promise.withResolvers<unknown>();
  const url = await serve((request, response) => {
    response.writeHead(408).end();
    finished.resolve(handler.node(request, response));
  });
  expect((await fetch(url, signed(completed))).status).toBe(408);
  await expect(finished.promise).resolves.toBeUndefined();
});

test('handler.node: reports it when a middleware makes the response fail', async () => {
  const { handler, errors } = receiver();
  const failure = new Error('middleware');
  const url = await serve((request, response) => {
    const end = response.end.bind(response);
    const writeHead = vi.spyOn(response, 'writeHead').mockImplementation(() => {
      throw failure;
    });
    void handler.node(request, response).then(() => {
      writeHead.mockRestore();
      return end();
    });
  });
  expect((await fetch(url, signed(completed))).status).toBe(200);
  expect(errors).toEqual([{ error: failure, context: {} }]);
});

test('handler.node: responds 400 when the request is already destroyed', async () => {
  const { handler, errors } = receiver();
  const finished = Promise.withResolvers<unknown>();
  const url = await serve((request, response) => {
    request.destroy();
    request.on('close', () => finished.resolve(handler.node(request, response)));
  });
  await expect(fetch(url, { method: 'POST', body: 'a' })).rejects.toThrow('fetch failed');
  await finished.promise;
  expect(errors).toEqual([{ error: disconnected, context: {} }]);
});
