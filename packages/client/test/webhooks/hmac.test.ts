import nodeCrypto from 'node:crypto';
import { verifyWebhook } from '@optimaldial/client/webhooks';
import * as fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { createHmac } from '../../src/webhooks/hmac.ts';
import { rejection } from '../support/fake-fetch.ts';
import { body, event, secret, signature } from './signed-delivery.ts';
import { withoutNodeCrypto } from './without-node-crypto.ts';

afterEach(() => void vi.restoreAllMocks());

test('createHmac: computes the same HMAC with node:crypto and with WebCrypto', async () => {
  const content = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ minLength: 1 }));
  // Also lone surrogates, which both replace.
  const key = fc.string({ unit: 'binary', minLength: 1 });
  await fc.assert(
    fc.asyncProperty(key, content, async (text, signed) => {
      const data = typeof signed === 'string' ? signed : new Uint8Array(signed);
      const onNode = createHmac(text)(data);
      withoutNodeCrypto();
      const onWeb = createHmac(text);
      vi.restoreAllMocks();
      expect(onNode).toMatch(/^[0-9a-f]{64}$/);
      expect(await onWeb(data)).toBe(onNode);
    }),
  );
});

test('verifyWebhook: uses node:crypto on Node.js, once per secret', async () => {
  const web = vi.spyOn(crypto.subtle, 'sign');
  const node = vi.spyOn(nodeCrypto, 'createHmac');
  const delivery = { body, headers: { 'x-optimaldial-signature': signature() } };
  node.mockClear();
  expect(await rejection(verifyWebhook(delivery, ['x'.repeat(64), 'y'.repeat(64)]))).toMatchObject({
    reason: 'signature_mismatch',
  });
  expect(node).toHaveBeenCalledTimes(2);
  await expect(verifyWebhook(delivery, ['x'.repeat(64), secret])).resolves.toEqual(event);
  expect(web).not.toHaveBeenCalled();
});

test.each([0, 1, 63, 65])('verifyWebhook: rejects an HMAC of %i digits', async (length) => {
  const [, digits = ''] = signature().split('v1=');
  const digest = vi.spyOn(nodeCrypto.Hmac.prototype, 'digest');
  digest.mockImplementation(() => digits.padEnd(65, '0').slice(0, length));
  const delivery = { body, headers: { 'x-optimaldial-signature': `t=${now()},v1=${digits}` } };
  expect(await rejection(verifyWebhook(delivery, secret))).toMatchObject({ reason: 'signature_mismatch' });
});

const now = (): number => Math.floor(Date.now() / 1000);
