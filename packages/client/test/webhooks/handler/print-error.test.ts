import { connect } from 'node:net';
import { ConfigurationError } from '@optimaldial/client';
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { serve } from '../../support/listen.ts';
import { completed, delivery, receiver } from './deliveries.ts';

const half = { duplex: 'half' };

/** A handler that never ends. Needs fake timers. */
function exceedTimeout(): Promise<unknown> {
  vi.advanceTimersByTime(10);
  return new Promise(() => undefined);
}

let print: MockInstance<typeof console.error>;
beforeEach(() => {
  print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => print.mockRestore());

test('createWebhookHandler: prints one line for a rejected delivery without `onError`', async () => {
  const { handler } = receiver({ onError: undefined });
  await handler(delivery(completed, { secret: 'b2'.repeat(32) }));
  expect(print.mock.calls).toEqual([
    [
      'WebhookVerificationError [signature_mismatch]: No signature matches the provided secrets. Pass the raw body as received, and the secret of this endpoint, or run `webhooks.ensure` with the same store.',
    ],
  ]);
});

test('createWebhookHandler: prints one line that names both sources of a missing secret', async () => {
  const { handler } = receiver({ onError: undefined, secret: undefined });
  await handler(delivery());
  expect(print.mock.calls).toEqual([
    [
      'ConfigurationError: The webhook secret is missing, so the delivery got a 503. Pass `secret: () => loadSecrets(store)` with the store of webhooks.ensure, or the secret that webhooks.create returned.',
    ],
  ]);
});

test('createWebhookHandler: prints an unexpected error with its stack, and no empty context', async () => {
  const failure = new Error('vault');
  const { handler } = receiver({ onError: undefined, secret: () => Promise.reject(failure) });
  await handler(delivery());
  expect(print.mock.calls).toEqual([[failure]]);
});

test('createWebhookHandler: prints one line for a connection that broke while the body was read', async () => {
  const { handler } = receiver({ onError: undefined });
  const finished = Promise.withResolvers<unknown>();
  const url = await serve((request, response) => finished.resolve(handler.node(request, response)));
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const head = ['POST / HTTP/1.1', 'host: crm.example', 'content-length: 100'];
  socket.write(`${head.join('\r\n')}\r\n\r\na`, () => socket.destroy());
  await finished.promise;
  expect(print.mock.calls).toEqual([['Error: The connection closed before the request body was complete.']]);
});

test('createWebhookHandler: prints one line for a `Request` whose body breaks off', async () => {
  const { handler } = receiver({ onError: undefined });
  const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) });
  const init = { method: 'POST', body, duplex: 'half' };
  expect((await handler(new Request('https://crm.example', init))).status).toBe(400);
  expect(print.mock.calls).toEqual([['TypeError: terminated']]);
});

test('createWebhookHandler: prints one line for a body that is too large, or does not arrive in time', async () => {
  await receiver({ onError: undefined, maxBytes: 10 }).handler(delivery());
  const { handler } = receiver({ onError: undefined, timeout: 10 });
  await handler(new Request('https://crm.example', { method: 'POST', body: new ReadableStream(), ...half }));
  expect(print.mock.calls).toEqual([
    [
      'WebhookVerificationError [invalid_body]: The body has more than 10 bytes. Increase `maxBytes` if it is an event.',
    ],
    ['TimeoutError: The webhook handler exceeded its timeout of 10 ms.'],
  ]);
});

test('createWebhookHandler: prints one line and the event for a handler that exceeds its timeout', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { handler } = receiver({ onError: undefined, timeout: 10, on: { default: exceedTimeout } });
  expect((await handler(delivery())).status).toBe(503);
  vi.useRealTimers();
  const context = { eventId: completed.id, eventType: completed.type };
  expect(print.mock.calls).toEqual([
    ['TimeoutError: The webhook handler exceeded its timeout of 10 ms.', context],
  ]);
});

test('createWebhookHandler: prints the error of a handler with its stack, even one of this package', async () => {
  const context = { eventId: completed.id, eventType: completed.type };
  for (const failure of [new Error('bug'), new ConfigurationError('bug')]) {
    const fail = (): never => {
      throw failure;
    };
    print.mockClear();
    await receiver({ onError: undefined, on: { default: fail } }).handler(delivery());
    expect(print.mock.calls).toEqual([[failure, context]]);
  }
});
