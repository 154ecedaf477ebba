import { Readable } from 'node:stream';
import { verifyWebhook, WebhookVerificationError } from '@optimaldial/client/webhooks';
import * as fc from 'fast-check';
import * as undici from 'undici';
import { expect, test } from 'vitest';
import { rejection } from '../support/fake-fetch.ts';
import { body, secret, signature, untyped } from './signed-delivery.ts';

const headers = () => ({ 'x-optimaldial-signature': signature() });
const init = () => ({ method: 'POST', body, headers: headers() });
const detached = () => {
  const bytes = new TextEncoder().encode(body);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
};

const detachedView = () => {
  const view = new DataView(new ArrayBuffer(8));
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
};

const BASE64 = 'The body is base64-encoded. Decode it and pass the bytes.';

test.each<[string, () => unknown, string]>([
  [
    'a parsed object',
    () => JSON.parse(body),
    'was parsed. Pass the raw body, as a string or bytes, exactly as received. In Express, use `express.raw`.',
  ],
  ['a parsed array', () => [], 'was parsed'],
  ['a function', () => () => body, 'is missing'],
  ['undefined', () => undefined, 'is missing'],
  ['null', () => null, 'is missing'],
  ['an empty Buffer', () => Buffer.alloc(0), 'is missing'],
  ['an empty view', () => new Uint8Array(new ArrayBuffer(8), 4, 0), 'is missing'],
  ['a detached ArrayBuffer', () => detached().buffer, 'is missing'],
  ['a detached Uint8Array', detached, 'is missing'],
  ['a detached DataView', detachedView, 'is missing'],
  ['a promise', () => Promise.resolve(body), 'is a promise: await it'],
  ['a Node stream', () => Readable.from([body]), 'is a stream'],
  ['a web stream', () => new Blob([body]).stream(), 'is a stream'],
  ['base64', () => Buffer.from(body).toString('base64'), BASE64],
  [
    'base64 of a formatted body',
    () => Buffer.from(JSON.stringify({ type: 'a' }, null, 1)).toString('base64'),
    BASE64,
  ],
])('verifyWebhook body: the error names the problem when it is %s', async (_, make, what) => {
  const error = await rejection(verifyWebhook(untyped({ body: make(), headers: headers() }), secret));
  expect(error).toBeInstanceOf(WebhookVerificationError);
  expect(error).toMatchObject({ reason: 'invalid_body', message: expect.stringContaining(what) });
  if (what !== BASE64) expect(error).toMatchObject({ message: expect.stringContaining('Pass the raw body') });
});

test.each<[string, () => Promise<unknown>]>([
  ['this realm', async () => read(new Request('https://crm.example', init()))],
  ['undici', async () => read(new undici.Request('https://crm.example', init()))],
  [
    'another implementation',
    async () => ({ bodyUsed: true, headers: headers(), arrayBuffer: () => expect.unreachable() }),
  ],
  [
    'this realm, with a reader',
    async () => {
      const request = new Request('https://crm.example', init());
      request.body?.getReader();
      return request;
    },
  ],
])('verifyWebhook Request: the error says that the body of %s was already read', async (_, make) => {
  expect(await rejection(verifyWebhook(untyped(await make()), secret))).toMatchObject({
    reason: 'invalid_body',
    message: expect.stringContaining('was already read'),
  });
});

async function read<T extends { text(): Promise<string> }>(request: T): Promise<T> {
  await request.text();
  return request;
}

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['the raw body itself', body],
  ['a promise of a Request', Promise.resolve(new Request('https://crm.example', init()))],
  ['a Request that was spread', Object.assign({}, new Request('https://crm.example', init()))],
  ['without headers', { body }],
  ['with headers that are null', { body, headers: null }],
  ['with headers that are text', { body, headers: signature() }],
  ['with a promise of headers', { body, headers: Promise.resolve(new Headers(headers())) }],
  ['with a header that is no text', { body, headers: { 'x-optimaldial-signature': { value: signature() } } }],
  ['with pairs that are not pairs', { body, headers: [undefined, null, 1, 'x-optimaldial-signature', []] }],
])('verifyWebhook delivery: the error says what to pass when it is %s', async (_, delivery) => {
  const error = await rejection(verifyWebhook(untyped(delivery), secret));
  expect(error).toBeInstanceOf(WebhookVerificationError);
  expect(error).toMatchObject({
    reason: 'missing_signature',
    message: expect.stringContaining('Pass the awaited Request, or { body, headers }'),
  });
});

test('verifyWebhook Request: passes on an error of its body stream', async () => {
  const tooLarge = new Error('Payload Too Large');
  const request = { headers: headers(), arrayBuffer: () => Promise.reject(tooLarge) };
  expect(await rejection(verifyWebhook(untyped(request), secret))).toBe(tooLarge);
});

test('verifyWebhook: rejects any other value with WebhookVerificationError', async () => {
  const anything = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
    }),
    fc.record({ body: fc.anything({ withTypedArray: true }), headers: fc.anything({ withMap: true }) }),
    fc.record({ body: fc.anything({ withTypedArray: true }), headers: fc.constant(headers()) }),
  );
  await fc.assert(
    fc.asyncProperty(anything, async (delivery) => {
      expect(await rejection(verifyWebhook(untyped(delivery), secret))).toBeInstanceOf(
        WebhookVerificationError,
      );
    }),
    { numRuns: 2000 },
  );
});
