import { verifyWebhook, WebhookVerificationError, type WebhookParts } from '@optimaldial/client/webhooks';
import { signWebhook } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { rejection } from '../support/stub.ts';
import { body, event, secret, signature } from './delivery-setup.ts';

afterEach(() => void vi.restoreAllMocks());

const wrong = '0'.repeat(64);
const header = (count: number) => `t=${Math.floor(Date.now() / 1000)}${`,v1=${wrong}`.repeat(count)}`;
const parts = (value: string, raw: WebhookParts['body'] = body): WebhookParts => ({
  body: raw,
  headers: { 'x-optimaldial-signature': value },
});
const others = ['a', 'b', 'c'].map((letter) => letter.repeat(64));

test('forged delivery: one HMAC for each secret, however many signatures it has', async () => {
  const sign = vi.spyOn(crypto.subtle, 'sign');
  const verify = vi.spyOn(crypto.subtle, 'verify');
  for (let count = 1; count <= 8; count++) {
    for (let secrets = 1; secrets <= 3; secrets++) {
      sign.mockClear();
      const error = await rejection(verifyWebhook(parts(header(count)), others.slice(0, secrets)));
      expect(error).toMatchObject({ fault: 'wrong_signature' });
      expect(sign).toHaveBeenCalledTimes(secrets);
    }
  }
  expect(verify).not.toHaveBeenCalled();
});

test.each([9, 59, 1000])(
  'forged delivery: refused without an HMAC when it has %i signatures',
  async (count) => {
    const sign = vi.spyOn(crypto.subtle, 'sign');
    const request = new Request('https://crm.example', {
      method: 'POST',
      body,
      headers: { 'x-optimaldial-signature': `${header(count)},${signature().slice(13)}` },
    });
    expect(await rejection(verifyWebhook(request, secret))).toMatchObject({ fault: 'bad_signature_header' });
    expect(sign).not.toHaveBeenCalled();
    expect(request.bodyUsed).toBe(false);
  },
);

test('forged delivery: malformed signatures count towards the limit too', async () => {
  const value = `${signature()}${',v1=x'.repeat(8)}`;
  expect(await rejection(verifyWebhook(parts(value), secret))).toMatchObject({
    fault: 'bad_signature_header',
  });
});

test.each([0, 3, 7])(
  'delivery: accepted when one of 8 signatures matches, after %i others',
  async (before) => {
    const list = Array.from({ length: 7 }, () => `v1=${wrong}`);
    const [time, right = ''] = signature().split(',');
    list.splice(before, 0, right);
    await expect(verifyWebhook(parts(`${time},${list.join()}`), [...others, secret])).resolves.toEqual(event);
  },
);

test('delivery: the body is copied once, and what was verified is what is parsed', async () => {
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

test('comparison: refused when WebCrypto returns no HMAC, or a shorter one', async () => {
  for (const length of [0, 16, 31]) {
    vi.spyOn(crypto.subtle, 'sign').mockResolvedValueOnce(new ArrayBuffer(length));
    expect(await rejection(verifyWebhook(parts(header(1)), secret))).toMatchObject({
      fault: 'wrong_signature',
    });
  }
});

test('comparison: refused when any digit of the signature differs', async () => {
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
  'comparison: refused when %o follows the right signature',
  async (more) => {
    const error = await rejection(verifyWebhook(parts(`${signature()}${more}`), secret));
    expect(error).toMatchObject({ fault: 'bad_signature_header' });
  },
);

test('signature header: any text is refused with a WebhookVerificationError, and soon', async () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('t=1', 'v1=', `v1=${wrong}`, 't=', ',', '=', 't=NaN'));
  await fc.assert(
    fc.asyncProperty(fc.array(part), async (all) => {
      const error = await rejection(verifyWebhook(parts(all.join()), secret));
      expect(error).toBeInstanceOf(WebhookVerificationError);
    }),
  );
  const long = `t=1,v1=${wrong},`.padEnd(50_000_000, ',');
  expect(await rejection(verifyWebhook(parts(long), secret))).toMatchObject({
    fault: 'bad_signature_header',
  });
});

test('rotation: a delivery signed with either secret is accepted', async () => {
  for (const used of others) {
    await expect(verifyWebhook(parts(signWebhook(body, used)), others)).resolves.toEqual(event);
  }
});
