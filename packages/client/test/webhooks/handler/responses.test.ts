import { buildWebhookEvent } from '@optimaldial/testing';
import { ConfigurationError } from '@optimaldial/client';
import { WebhookVerificationError, type WebhookEvent } from '@optimaldial/client/webhooks';
import { expect, test, vi } from 'vitest';
import { secret } from '../signed-delivery.ts';
import { completed, delivery, receiver } from './deliveries.ts';

test('createWebhookHandler: calls the handler of the event type and responds 204 with an empty body', async () => {
  const handled: WebhookEvent[] = [];
  const other = vi.fn();
  const { handler, errors } = receiver({
    on: { 'upload.completed': (event) => void handled.push(event), 'upload.failed': other, default: other },
  });
  const response = await handler(delivery());
  expect([response.status, await response.text()]).toEqual([204, '']);
  expect(handled).toEqual([completed]);
  expect(other).not.toHaveBeenCalled();
  expect(errors).toEqual([]);
});

test('createWebhookHandler: calls `default` for a type without a handler, and acknowledges it without one', async () => {
  const unknown = { ...completed, type: 'upload.archived' };
  const handled: unknown[] = [];
  const { handler } = receiver({ on: { default: (event) => void handled.push(event) } });
  expect((await handler(delivery(unknown))).status).toBe(204);
  expect(handled).toEqual([unknown]);
  for (const type of ['upload.archived', 'toString', '__proto__']) {
    expect((await receiver().handler(delivery({ ...completed, type }))).status).toBe(204);
  }
});

test.each([
  ['no secret', undefined],
  ['an empty secret', ''],
  ['no secrets', []],
  ['empty secrets', ['', undefined]],
  ['a function that returns nothing', () => undefined],
  ['a function that returns nothing later', async () => []],
])('createWebhookHandler: responds 503 and reports it when there is %s', async (_, given) => {
  const { handler, errors } = receiver({ secret: given, on: { default: () => expect.unreachable() } });
  expect((await handler(delivery())).status).toBe(503);
  expect(errors).toEqual([{ error: expect.any(ConfigurationError), context: {} }]);
});

test.each([
  ['one secret', secret],
  ['several secrets', ['b2'.repeat(32), undefined, '', secret]],
  ['a function', () => secret],
  ['an async function', async () => ['b2'.repeat(32), secret]],
])('createWebhookHandler: verifies against %s', async (_, given) => {
  const { handler, errors } = receiver({ secret: given });
  expect((await handler(delivery())).status).toBe(204);
  expect((await handler(delivery(completed, { secret: 'c3'.repeat(32) }))).status).toBe(400);
  expect(errors).toMatchObject([{ error: { reason: 'signature_mismatch' }, context: {} }]);
});

test('createWebhookHandler: responds 503 when the secret function throws or returns a malformed secret', async () => {
  const failure = new Error('vault');
  const rejecting = receiver({ secret: () => Promise.reject(failure) });
  expect((await rejecting.handler(delivery())).status).toBe(503);
  expect(rejecting.errors).toEqual([{ error: failure, context: {} }]);
  const malformed = receiver({ secret: () => '"quoted"' });
  expect((await malformed.handler(delivery())).status).toBe(503);
  expect(malformed.errors).toMatchObject([{ error: { code: 'configuration' } }]);
});

test.each([undefined, secret, ['b2'.repeat(32)], () => Promise.reject(new Error('vault'))])(
  'createWebhookHandler: acknowledges the ping whatever the secret (%#)',
  async (given) => {
    const { handler, errors } = receiver({ secret: given, on: { default: () => expect.unreachable() } });
    const ping = buildWebhookEvent('webhook.ping');
    const changes = { secret: 'd4'.repeat(32), headers: { 'x-optimaldial-event': 'webhook.ping' } };
    expect((await handler(delivery(ping, changes))).status).toBe(204);
    expect(errors).toEqual([]);
  },
);

test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])(
  'createWebhookHandler: responds 405 to %s',
  async (method) => {
    const { handler, errors } = receiver();
    const response = await handler(delivery(completed, { method }));
    expect([response.status, response.headers.get('allow'), errors]).toEqual([405, 'POST', []]);
  },
);

test.each<[string, Request]>([
  ['no signature', delivery(completed, { headers: { 'x-optimaldial-signature': '' } })],
  ['a malformed signature', delivery(completed, { headers: { 'x-optimaldial-signature': 'garbage' } })],
  ['another secret', delivery(completed, { secret: 'b2'.repeat(32) })],
  ['another body', delivery(completed, { body: '{}' })],
  ['an empty body', delivery(completed, { body: '' })],
  ['no event', delivery([])],
  ['no event ID', delivery({ type: 'upload.completed' })],
])('createWebhookHandler: responds 400 with an empty body to %s', async (_, request) => {
  const { handler, errors } = receiver({ on: { default: () => expect.unreachable() } });
  const response = await handler(request);
  expect([response.status, await response.text(), [...response.headers]]).toEqual([400, '', []]);
  expect(errors).toEqual([{ error: expect.any(WebhookVerificationError), context: {} }]);
});

test('createWebhookHandler: passes the tolerance on', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const old = delivery();
  vi.setSystemTime(Date.now() + 20_000);
  expect((await receiver({ tolerance: 10_000 }).handler(old)).status).toBe(400);
  vi.useRealTimers();
});
