import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInNewContext } from 'node:vm';
import { ConfigurationError } from '@optimaldial/client';
import express, { type RequestHandler } from 'express';
import { expect, test, vi } from 'vitest';
import { serve } from '../../support/listen.ts';
import { completed, delivery, receiver, signed, streamed } from './deliveries.ts';

/** Serves the handler with Express, after `middleware`. */
async function withExpress(middleware: RequestHandler, options: Parameters<typeof receiver>[0] = {}) {
  const { handler, errors } = receiver(options);
  const app = express();
  app.use(middleware);
  app.post('/', handler.node);
  const url = await serve((request, response) => void app(request, response));
  return { url, errors };
}

test.each([
  ['express.json', express.json()],
  ['express.urlencoded', express.urlencoded({ type: () => true })],
])('handler.node: responds 500 and reports how to fix it when %s has parsed the body', async (_, parser) => {
  const { url, errors } = await withExpress(parser);
  for (const headers of [{}, { 'x-optimaldial-event': 'webhook.ping' }]) {
    const response = await fetch(url, signed(completed, { headers }));
    expect([response.status, await response.text()]).toEqual([500, '']);
  }
  const reported = { error: expect.any(ConfigurationError), context: {} };
  expect(errors).toEqual([reported, reported]);
  expect(String(errors[0]?.error)).toMatch(
    /before express\.json\(\) and bodyParser.*`rawBody: true`.*Fastify/,
  );
});

/** Like NestJS with `rawBody: true`. */
const keepRaw = express.json({
  verify: (request, _response, rawBody) => void Object.assign(request, { rawBody }),
});

/** Like `express.raw` in Jest with jsdom, where a Buffer isn't an instance of Uint8Array. */
const keepForeignBytes: RequestHandler = (request, response, next) => {
  express.raw({ type: () => true })(request, response, () => {
    request.body = runInNewContext('Uint8Array.from(bytes)', { bytes: request.body });
    next();
  });
};

test.each<[string, RequestHandler]>([
  ['express.raw', express.raw({ type: () => true })],
  ['express.text', express.text({ type: () => true })],
  ['express.raw in a test environment with another realm', keepForeignBytes],
  ['a middleware that keeps `rawBody`', keepRaw],
  ['express.json for other content types', express.json({ type: 'text/plain' })],
  [
    'a middleware that sets an empty body and reads nothing',
    (request, _, next) => next(void (request.body = {})),
  ],
  ['a middleware that sets the encoding', (request, _, next) => next(void request.setEncoding('utf8'))],
])('handler.node: verifies the raw body after %s', async (_, middleware) => {
  const { url, errors } = await withExpress(middleware);
  expect((await fetch(url, signed({ ...completed, note: 'größer' }))).status).toBe(204);
  expect((await fetch(url, signed(completed, { body: '{}' }))).status).toBe(400);
  expect(errors).toMatchObject([{ error: { reason: 'signature_mismatch' } }]);
});

test('handler.node: limits the size of a body that a framework has read', async () => {
  const { url } = await withExpress(express.raw({ type: () => true }), { maxBytes: 10 });
  expect((await fetch(url, streamed(11))).status).toBe(413);
});

test('handler.node: works before express.json', async () => {
  const handled = vi.fn();
  const { handler } = receiver({ on: { 'upload.completed': handled } });
  const app = express();
  app.post('/optimaldial', handler.node);
  app.use(express.json());
  const url = await serve(
    (request: IncomingMessage, response: ServerResponse) => void app(request, response),
  );
  expect((await fetch(`${url}/optimaldial`, signed(completed))).status).toBe(204);
  expect(handled).toHaveBeenCalledTimes(1);
});

test('createWebhookHandler: responds 500 and reports it when the body of the Request was read', async () => {
  const { handler, errors } = receiver();
  const read = delivery();
  await read.text();
  const locked = delivery();
  locked.body?.getReader();
  // Not every implementation locks the stream.
  const unlocked = { method: 'POST', headers: new Headers(), bodyUsed: true, body: null };
  for (const request of [read, locked, unlocked as Request]) {
    expect((await handler(request)).status).toBe(500);
  }
  expect(errors).toHaveLength(3);
  for (const { error } of errors) expect(error).toBeInstanceOf(ConfigurationError);
});
