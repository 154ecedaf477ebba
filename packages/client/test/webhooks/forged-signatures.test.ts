import { verifyWebhook, type WebhookParts, WebhookVerificationError } from '@optimaldial/client/webhooks';
import { signWebhook } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rejection } from '../support/fake-fetch.ts';
import { body, event } from './signed-delivery.ts';
import { withoutNodeCrypto } from './without-node-crypto.ts';

// On WebCrypto. The other files test the HMAC of Node.js.
beforeEach(withoutNodeCrypto);
afterEach(() => void vi.restoreAllMocks());

// The HMAC of a secret is cached, for all test files.
const secret = 'd'.repeat(64);
const signature = () => signWebhook(body, secret);

const wrong = '0'.repeat(64);
const header = (count: number) => `t=${Math.floor(Date.now() / 1000)}${`,v1=${wrong}`.repeat(count)}`;
const parts = (value: string, raw: WebhookParts['body'] = body): WebhookParts => ({
  body: raw,
  headers: { 'x-optimaldial-signature': value },
});
const others = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

test('verifyWebhook: computes one HMAC per secret, however many signatures there are', async () => {
  const sign = vi.spyOn(crypto.subtle, 'sign');
  const verify = vi.spyOn(crypto.subtle, 'verify');
  for (let count = 1; count <= 8; count++) {
    for (let secrets = 1; secrets <= 3; secrets++) {
      sign.mockClear();
      const error = await rejection(verifyWebhook(parts(header(count)), others.slice(0, secrets)));
      expect(error).toMatchObject({ reason: 'signature_mismatch' });
      expect(sign).toHaveBeenCalledTimes(secrets);
    }
  }
  expect(verify).not.toHaveBeenCalled();
});

test.each([9, 59, 1000])('verifyWebhook: rejects %i signatures without computing an HMAC', async (count) => {
  const sign = vi.spyOn(crypto.subtle, 'sign');
  const request = new Request('https://crm.example', {
    method: 'POST',
    body,
    headers: { 'x-optimaldial-signature': `${header(count)},${signature().slice(13)}` },
  });
  expect(await rejection(verifyWebhook(request, secret))).toMatchObject({ reason: 'malformed_signature' });
  expect(sign).not.toHaveBeenCalled();
  expect(request.bodyUsed).toBe(false);
});

test('verifyWebhook: counts malformed signatures towards the limit', async () => {
  const value = `${signature()}${',v1=x'.repeat(8)}`;
  expect(await rejection(verifyWebhook(parts(value), secret))).toMatchObject({
    reason: 'malformed_signature',
  });
});

test.each([0, 3, 7])('verifyWebhook: accepts a matching signature after %i others', async (before) => {
  const list = Array.from({ length: 7 }, () => `v1=${wrong}`);
  const [time, right = ''] = signature().split(',');
  list.splice(before, 0, right);
  await expect(verifyWebhook(parts(`${time},${list.join()}`), [...others, secret])).resolves.toEqual(event);
});

test('verifyWebhook: copies the body once and parses what it verified', async () => {
  const bytes = new TextEncoder().encode(body);
  const sign = vi.spyOn(crypto.subtle, 'sign').mockImplementationOnce(async (...args) => {
    const mac = await Reflect.apply(SubtleCrypto.prototype.sign, crypto.subtle, args);
    bytes.fill(0);
    return mac;
  });
  const copied = vi.spyOn(Uint8Array.prototype, 'set');
  await expect(verifyWebhook(parts(signature(), bytes), secret)).resolves.toEqual(event);
  expect(sign).toHaveBeenCalledOnce();
  // The timestamp and the body, into one buffer.
  expect(copied).toHaveBeenCalledTimes(2);
});

test('verifyWebhook: rejects when WebCrypto returns no or a short HMAC', async () => {
  for (const length of [0, 16, 31]) {
    vi.spyOn(crypto.subtle, 'sign').mockResolvedValueOnce(new ArrayBuffer(length));
    expect(await rejection(verifyWebhook(parts(header(1)), secret))).toMatchObject({
      reason: 'signature_mismatch',
    });
  }
});

test('verifyWebhook: rejects a signature with any digit changed', async () => {
  const right = signature();
  const digits = fc.integer({ min: 0, max: 15 }).map((value) => value.toString(16));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 13 + 3, max: right.length - 1 }), digits, async (at, digit) => {
      const changed = right.slice(0, at) + digit + right.slice(at + 1);
      const accepted = await verifyWebhook(parts(changed), secret).then(
        () => true,
        () => false,
      );
      expect(accepted).toBe(changed === right);
    }),
    { numRuns: 500 },
  );
});

test.each(['0', 'x', ' 0', '=', 'a1'.repeat(32)])(
  'verifyWebhook: rejects a valid signature followed by %o',
  async (more) => {
    const error = await rejection(verifyWebhook(parts(`${signature()}${more}`), secret));
    expect(error).toMatchObject({ reason: 'malformed_signature' });
  },
);

test('verifyWebhook: rejects any signature header quickly', async () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('t=1', 'v1=', `v1=${wrong}`, 't=', ',', '=', 't=NaN'));
  await fc.assert(
    fc.asyncProperty(fc.array(part), async (all) => {
      const error = await rejection(verifyWebhook(parts(all.join()), secret));
      expect(error).toBeInstanceOf(WebhookVerificationError);
    }),
  );
  const long = `t=1,v1=${wrong},`.padEnd(50_000_000, ',');
  expect(await rejection(verifyWebhook(parts(long), secret))).toMatchObject({
    reason: 'malformed_signature',
  });
});

test('verifyWebhook: accepts a delivery signed with any of the secrets', async () => {
  for (const used of others) {
    await expect(verifyWebhook(parts(signWebhook(body, used)), others)).resolves.toEqual(event);
  }
});
