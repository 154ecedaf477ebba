import { inspect } from 'node:util';
import { isOptimalDialError, RateLimitError } from '@optimaldial/client';
import { verifyWebhook, WebhookVerificationError } from '@optimaldial/client/webhooks';
import { signWebhook } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { id, rejection, stub } from '../support/stub.ts';

// Whatever comes in: nothing is thrown but our own errors, and nothing forged is accepted.

const RUNS = { numRuns: 500 };
/** Text of a header: no other can arrive by HTTP. */
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
});
const retryAfter = fc.oneof(
  headerText,
  fc.integer().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.constantFrom('0x10', '1e9', '99999999999999999999', 'Infinity', 'NaN', '-0', '2, 3', '2;3'),
);

test('Retry-After: any header yields a non-negative number of seconds or undefined', async () => {
  await fc.assert(
    fc.asyncProperty(retryAfter, fc.jsonValue(), async (header, seconds) => {
      const { client } = stub(() =>
        Response.json(
          { detail: { retry_after_seconds: seconds } },
          { status: 429, headers: { 'retry-after': header } },
        ),
      );
      const error = await rejection(client.uploads.retrieve(id));
      if (!(error instanceof RateLimitError)) throw error;
      const { retryAfter: told } = error;
      expect(told === undefined || (Number.isFinite(told) && told >= 0)).toBe(true);
    }),
    RUNS,
  );
});

/** JSON of every shape, with the keys that errors have more often than not. */
const odd = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue(),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom(
          'detail',
          'error',
          'msg',
          'message',
          'loc',
          'type',
          'retry_after_seconds',
          '__proto__',
        ),
        fc.string(),
      ),
      tie('any'),
      { maxKeys: 5 },
    ),
  ),
})).any;
const errorStatus = fc.constantFrom(400, 401, 402, 403, 404, 409, 413, 415, 422, 429, 500, 503);

test('ApiError: any detail yields a one-line message without phone numbers', async () => {
  const phone = '+1 (415) 555-0123';
  await fc.assert(
    fc.asyncProperty(odd, errorStatus, fc.string(), async (detail, status, text) => {
      const { client } = stub(() =>
        Response.json({ detail: [detail, `${text}${phone}`, detail] }, { status }),
      );
      const error = await rejection(client.uploads.retrieve(id));
      if (!isOptimalDialError(error)) throw error;
      expect(error.message).toContain(`answered ${status}`);
      expect(error.message).not.toMatch(/[\r\n]/);
      expect(error.message.length).toBeLessThan(700);
      expect(inspect(error)).not.toMatch(/415\) 555-0123/);
    }),
    RUNS,
  );
});

test('responses: any body yields data or an OptimalDialError', async () => {
  const anyBody = fc.oneof(
    fc.string(),
    fc.json(),
    fc.uint8Array().map((all) => new Uint8Array(all)),
  );
  await fc.assert(
    fc.asyncProperty(anyBody, fc.constantFrom(200, 201, 400, 500), async (body, status) => {
      const { client } = stub(() => new Response(body, { status }));
      try {
        expect(typeof (await client.uploads.retrieve(id))).toBe('object');
      } catch (error) {
        if (!isOptimalDialError(error)) throw error;
      }
    }),
    RUNS,
  );
});

test('path parameters: any value but a UUID is rejected before sending', async () => {
  const anyId = fc.oneof(
    fc.string(),
    fc.anything(),
    fc.uuid(),
    fc.constantFrom('.', '..', '%2e%2e', `${id}/..`, `${id}\n`, ` ${id}`),
  );
  await fc.assert(
    fc.asyncProperty(anyId, async (value) => {
      const { client, seen } = stub(() => Response.json({ id }));
      try {
        // As JavaScript calls it.
        await client.uploads.retrieve(value as string);
      } catch (error) {
        if (!isOptimalDialError(error)) throw error;
        expect(error.code).toBe('invalid_input');
        expect(seen).toHaveLength(0);
        return;
      }
      expect(value).toMatch(/^[\da-f-]{36}$/i);
      expect(new URL(seen[0]?.url ?? '').pathname).toBe(`/api/v1/uploads/${String(value)}`);
    }),
    RUNS,
  );
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

/** An event with any type and any other fields: what is not known yet passes through. */
const event = fc
  .tuple(fc.string(), fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }))
  .map(([type, fields]) => JSON.stringify({ ...fields, type }));

const stamped = (body: string, key: string) => ({
  body,
  headers: {
    'x-optimaldial-signature': signWebhook(body, key, { timestamp: Math.floor(Date.now() / 1000) }),
  },
});

test('verifyWebhook: returns any signed event unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(event, async (body) => {
      expect(await verifyWebhook(stamped(body, secret), secret)).toEqual(JSON.parse(body));
    }),
    RUNS,
  );
});

test('verifyWebhook: rejects any event signed with another secret', async () => {
  const other = fc.stringMatching(/^[0-9a-f]{64}$/).filter((key) => key !== secret);
  await fc.assert(
    fc.asyncProperty(event, other, async (body, key) => {
      const forged = verifyWebhook(stamped(body, key), secret);
      expect(await rejection(forged)).toMatchObject({ fault: 'wrong_signature' });
    }),
    RUNS,
  );
});

test('verifyWebhook: rejects any signed body that is not an event', async () => {
  const noEvent = fc.oneof(fc.json(), fc.string()).filter((body) => !/"type"/.test(body));
  await fc.assert(
    fc.asyncProperty(noEvent, async (body) => {
      expect(await rejection(verifyWebhook(stamped(body, secret), secret))).toMatchObject({
        fault: 'bad_body',
      });
    }),
    RUNS,
  );
});
