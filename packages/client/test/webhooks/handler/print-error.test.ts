import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { completed, delivery, receiver } from './deliveries.ts';

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
      'WebhookVerificationError [signature_mismatch]: No signature matches the provided secrets. Pass the raw body as received, and the secret of this endpoint.',
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
