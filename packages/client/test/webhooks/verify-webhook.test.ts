import { inspect } from 'node:util';
import {
  verifyWebhook,
  type WebhookEvent,
  type WebhookParts,
  WebhookVerificationError,
} from '@optimaldial/client/webhooks';
import { deliverWebhook, signWebhook } from '@optimaldial/testing';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { Stripe } from 'stripe';
import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from 'vitest';
import { rejection } from '../support/fake-fetch.ts';

const secret = '0123456789abcdef'.repeat(4);
const event = spec.components.examples.UploadCompletedEvent.value;
const body = JSON.stringify(event);
const NOW = 1_777_903_361;

// Captured before the timers are faked: WebCrypto takes real time.
const { setImmediate: realTurn } = globalThis;

/** Advances the fake clock until a promise settles. */
async function settle<T>(promise: Promise<T>): Promise<T> {
  const state = { settled: false };
  void promise.catch(() => undefined).then(() => (state.settled = true));
  while (!state.settled) {
    await vi.advanceTimersToNextTimerAsync();
    await new Promise<void>((resolve) => void realTurn(resolve));
  }
  return promise;
}

beforeEach(() => void vi.useFakeTimers({ now: NOW * 1000 }));
afterEach(() => void vi.useRealTimers());

const parts = (signature: string | undefined, raw: unknown = body) =>
  ({ body: raw, headers: { 'X-OptimalDial-Signature': signature } }) as WebhookParts;
const right = (offset = 0) => signWebhook(body, secret, { timestamp: NOW + offset });
const v1 = () => right().split('v1=')[1] ?? '';

test('verifyWebhook: accepts text, bytes, a buffer and a Request, and returns the event', async () => {
  const bytes = new TextEncoder().encode(body);
  for (const raw of [body, bytes, bytes.buffer])
    await expect(verifyWebhook(parts(right(), raw), secret)).resolves.toEqual(event);
  const request = new Request('https://crm.example', {
    method: 'POST',
    body,
    headers: { 'x-optimaldial-signature': right() },
  });
  const verified = await verifyWebhook(request, secret);
  expect(verified).toEqual(event);
  if (verified.type === 'upload.completed')
    expectTypeOf(verified.data.upload.downloads.processed).toEqualTypeOf<string>();
});

test.each([-300, 0, 300])('verifyWebhook: accepts an age of %i s', async (offset) => {
  await expect(verifyWebhook(parts(right(offset)), secret)).resolves.toBeDefined();
});

test.each([
  [-301, 'timestamp_too_old', 'is 301 s in the past'],
  [301, 'timestamp_too_new', 'is 301 s in the future'],
  [-795_716_823, 'timestamp_too_old', 'is 9210 days in the past'],
])('verifyWebhook: rejects an offset of %i s', async (offset, reason, age) => {
  expect(await rejection(verifyWebhook(parts(right(offset)), secret))).toMatchObject({
    code: 'webhook_verification',
    reason,
    message: expect.stringContaining(`The timestamp ${age}, outside the tolerance of 300 s.`),
  });
});

const headers: [string, () => string | undefined, string][] = [
  ['missing', () => undefined, 'missing_signature'],
  ['empty', () => ' ', 'missing_signature'],
  ['garbage', () => 'garbage', 'malformed_signature'],
  ['only v0', () => `t=${NOW},v0=${v1()}`, 'malformed_signature'],
  ['wrong', () => `t=${NOW},v1=${'0'.repeat(64)}`, 'signature_mismatch'],
  ['upper case', () => `t=${NOW},v1=${v1().toUpperCase()}`, 'malformed_signature'],
  ['two times', () => `t=${NOW},t=${NOW},v1=${v1()}`, 'malformed_signature'],
  ['another time', () => `t=${NOW - 1},v1=${v1()}`, 'signature_mismatch'],
  ['a padded time', () => `t=0${NOW},v1=${v1()}`, 'signature_mismatch'],
];

test.each(headers)(
  'verifyWebhook: rejects a signature header that is %s with a reason',
  async (_, header, reason) => {
    const error = await rejection(verifyWebhook(parts(header()), secret));
    expect(error).toBeInstanceOf(WebhookVerificationError);
    expect(error).toMatchObject({ reason });
    expect(inspect(error)).not.toContain(secret);
  },
);

test('verifyWebhook: ignores part order, unknown schemes and additional wrong signatures', async () => {
  for (const header of [
    `v1=${v1()},t=${NOW}`,
    `t=${NOW},v9=x,v1=${v1()}`,
    `t=${NOW},v1=${'0'.repeat(64)},v1=${v1()}`,
  ]) {
    await expect(verifyWebhook(parts(header), secret)).resolves.toEqual(event);
  }
});

test('verifyWebhook: accepts none of 30,000 mutated deliveries', { timeout: 60_000 }, async () => {
  const header = right();
  let seed = 1;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const change = (text: string) => {
    const at = random(text.length);
    if (random(4) === 0) return text.slice(0, at);
    return (
      text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random(6))) + text.slice(at + 1)
    );
  };
  let accepted = 0;
  const attempt = (round: number) => {
    const [time, signature] = [header.slice(2, 12), header.slice(-64)];
    const kind = round % 3;
    const mutated =
      kind === 0
        ? parts(header, change(body))
        : parts(`t=${kind === 1 ? change(time) : time},v1=${kind === 2 ? change(signature) : signature}`);
    return verifyWebhook(mutated, secret).then(
      () => void accepted++,
      (error: unknown) => {
        if (!(error instanceof WebhookVerificationError)) throw error;
      },
    );
  };
  for (let round = 0; round < 30_000; round += 500) {
    await Promise.all(Array.from({ length: 500 }, (_, index) => attempt(round + index)));
  }
  expect(accepted).toBe(0);
});

test('verifyWebhook: is compatible with the scheme of Stripe in both directions', async () => {
  const stripe = new Stripe('sk_test_made_up');
  const theirs = stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: NOW });
  await expect(verifyWebhook(parts(theirs), secret)).resolves.toEqual(event);
  expect(stripe.webhooks.constructEvent(body, right(), secret, 300, undefined, NOW * 1000)).toEqual(event);
});

test('deliverWebhook: signs each attempt and retries on the documented schedule', async () => {
  const sent = event as WebhookEvent;
  const started = Date.now();
  const received: { at: number; attempt: string | null; delivery: string | null }[] = [];
  const handler = async (request: Request) => {
    const { headers: got } = request;
    received.push({
      at: (Date.now() - started) / 60_000,
      attempt: got.get('x-optimaldial-attempt'),
      delivery: got.get('x-optimaldial-delivery-id'),
    });
    await expect(verifyWebhook(request, secret)).resolves.toEqual(event);
    expect([got.get('x-optimaldial-event'), got.get('x-optimaldial-event-id')]).toEqual([
      event.type,
      event.id,
    ]);
    if (received.length === 2) throw new Error('The receiver broke');
    return new Response(null, { status: received.length === 4 ? 204 : 500 });
  };
  const done = deliverWebhook(handler, sent, secret, { attempts: 6 });
  await expect(settle(done)).resolves.toMatchObject({
    status: 'delivered',
    attempts: [
      { status: 500 },
      { status: undefined, error: 'the handler threw Error' },
      { status: 500 },
      { attempt: 4, status: 204 },
    ],
  });
  expect(received.map(({ at }) => at)).toEqual([0, 1, 6, 36]);
  expect(new Set(received.map(({ delivery }) => delivery)).size).toBe(1);

  const refused = settle(
    deliverWebhook(() => new Response(null, { status: 302 }), sent, secret, { attempts: 6 }),
  );
  expect((await refused).attempts).toHaveLength(6);
  expect((await refused).status).toBe('failed');
});
