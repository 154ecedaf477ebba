import { verifyWebhook, WebhookVerificationError } from '@optimaldial/client/webhooks';
import { signWebhook } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rejection } from '../support/fake-fetch.ts';

// Property tests: only events that the secret signed are accepted.

const RUNS = { numRuns: 500 };
/** Text that HTTP allows in a header. */
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
});

const secret = 'k'.repeat(64);

test('verifyWebhook: rejects any header and body that the secret did not sign', async () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')), maxLength: 70 });
  const now = Math.floor(Date.now() / 1000);
  const header = fc.oneof(
    headerText,
    fc
      .tuple(fc.oneof(fc.integer().map(String), fc.constant(String(now))), hex)
      .map(([t, v1]) => `t=${t},v1=${v1}`),
    fc
      .array(fc.tuple(fc.constantFrom('t', 'v1', 'v0', ''), hex), { maxLength: 6 })
      .map((all) => all.map((one) => one.join('=')).join(',')),
  );
  await fc.assert(
    fc.asyncProperty(header, fc.oneof(fc.string(), fc.json()), async (signature, body) => {
      const forged = verifyWebhook({ body, headers: { 'x-optimaldial-signature': signature } }, secret);
      expect(await rejection(forged)).toBeInstanceOf(WebhookVerificationError);
    }),
    RUNS,
  );
});

/** An event of any type with any other fields. */
const event = fc
  .tuple(fc.string(), fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }))
  .map(([type, fields]) => JSON.stringify({ ...fields, type }));

const signed = (body: string, key: string) => ({
  body,
  headers: {
    'x-optimaldial-signature': signWebhook(body, key, { timestamp: Math.floor(Date.now() / 1000) }),
  },
});

test('verifyWebhook: returns any signed event unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(event, async (body) => {
      expect(await verifyWebhook(signed(body, secret), secret)).toEqual(JSON.parse(body));
    }),
    RUNS,
  );
});

test('verifyWebhook: rejects any event signed with another secret', async () => {
  const other = fc.stringMatching(/^[0-9a-f]{64}$/).filter((key) => key !== secret);
  await fc.assert(
    fc.asyncProperty(event, other, async (body, key) => {
      const forged = verifyWebhook(signed(body, key), secret);
      expect(await rejection(forged)).toMatchObject({ reason: 'signature_mismatch' });
    }),
    RUNS,
  );
});

test('verifyWebhook: rejects any signed body that is not an event', async () => {
  const noEvent = fc.oneof(fc.json(), fc.string()).filter((body) => !/"type"/.test(body));
  await fc.assert(
    fc.asyncProperty(noEvent, async (body) => {
      expect(await rejection(verifyWebhook(signed(body, secret), secret))).toMatchObject({
        reason: 'invalid_body',
      });
    }),
    { ...RUNS, examples: [[''], ['no json'], ['null'], ['[]'], ['{}']] },
  );
});
