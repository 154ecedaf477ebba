import { createContext, runInContext } from 'node:vm';
import { verifyWebhook, type WebhookHeaders, type WebhookParts } from '@optimaldial/client/webhooks';
import * as fc from 'fast-check';
import * as undici from 'undici';
import { expect, test } from 'vitest';
import { rejection } from '../support/fake-fetch.ts';
import { body, event, secret, signature, untyped } from './signed-delivery.ts';

const realm = createContext({});
const bytes = new TextEncoder().encode(body);
const name = 'X-OptimalDial-Signature';

/** Evaluates code in another realm. */
function foreign(source: string): unknown {
  Object.assign(realm, { bytes, body, signature: signature() });
  return runInContext(source, realm);
}

/** Bytes inside a larger buffer, like those of a pooled Buffer. */
function inside<T>(view: (buffer: ArrayBuffer, offset: number, length: number) => T): T {
  const buffer = new ArrayBuffer(bytes.length + 16);
  new Uint8Array(buffer).fill(65).set(bytes, 8);
  return view(buffer, 8, bytes.length);
}

const shared = () => {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
};

const bodies: Record<string, () => unknown> = {
  string: () => body,
  Uint8Array: () => bytes,
  'Uint8Array in a larger buffer': () => inside((...at) => new Uint8Array(...at)),
  Uint8ClampedArray: () => new Uint8ClampedArray(bytes),
  Int8Array: () => new Int8Array(bytes),
  DataView: () => inside((...at) => new DataView(...at)),
  ArrayBuffer: () => bytes.slice().buffer,
  SharedArrayBuffer: shared,
  'Uint8Array of a SharedArrayBuffer': () => new Uint8Array(shared()),
  Buffer: () => Buffer.from(body),
  Blob: () => new Blob([body]),
  'Uint8Array of another realm': () => foreign('Uint8Array.from(bytes)'),
  'ArrayBuffer of another realm': () => foreign('Uint8Array.from(bytes).buffer'),
  'DataView of another realm': () => foreign('new DataView(Uint8Array.from(bytes).buffer)'),
  'SharedArrayBuffer of another realm': () =>
    foreign('buffer = new SharedArrayBuffer(bytes.length); new Uint8Array(buffer).set(bytes); buffer'),
};

const noise: [string, string][] = [
  ['content-type', 'application/json'],
  ['x-optimaldial-event', 'upload.archived'],
];
const pairs = (): [string, string][] => [...noise, [name, signature()]];

/** Headers of an implementation with only `get`. */
class OnlyGet {
  get(wanted: string): string | null {
    return wanted.toLowerCase() === name.toLowerCase() ? signature() : null;
  }
}

const headers: Record<string, () => unknown> = {
  Headers: () => new Headers(pairs()),
  'Headers of undici': () => new undici.Headers(pairs()),
  'headers with get only': () => new OnlyGet(),
  'iterable of pairs': () => pairs().values(),
  'array of pairs': pairs,
  Map: () => new Map(pairs()),
  'Map with lower-case names': () => new Map([[name.toLowerCase(), signature()]]),
  'Map of arrays': () => new Map([[name, [signature()]]]),
  object: () => Object.fromEntries(pairs()),
  'object with lower-case names': () => ({ [name.toLowerCase()]: signature() }),
  'object with upper-case names': () => ({ [name.toUpperCase()]: signature() }),
  'object of arrays': () => ({ [name]: [signature()] }),
  'object without prototype': () => Object.assign(Object.create(null), { [name]: signature() }),
  'object with a header named get': () => ({ get: 'x', [name]: signature() }),
  'object with other values': () => ({ a: undefined, b: null, c: 1, d: Symbol('d'), [name]: signature() }),
  'object of another realm': () => foreign(`({ '${name}': signature })`),
  'Map of another realm': () => foreign(`new Map([['${name}', signature]])`),
  'pairs of another realm': () => foreign(`[['${name}', [signature]]]`),
};

const names = <T>(record: Record<string, T>) => fc.constantFrom(...Object.entries(record));

test('verifyWebhook: accepts every kind of body with every kind of headers', async () => {
  for (const [, make] of Object.entries(bodies)) {
    for (const [, makeHeaders] of Object.entries(headers)) {
      const parts = { body: make(), headers: makeHeaders() };
      await expect(verifyWebhook(untyped(parts), secret)).resolves.toEqual(event);
    }
  }
});

test('verifyWebhook: rejects every kind of body when one byte differs', async () => {
  await fc.assert(
    fc.asyncProperty(names(bodies), names(headers), async ([, make], [, makeHeaders]) => {
      const other = make();
      const changed =
        typeof other === 'string' || other instanceof Blob
          ? `${body} `
          : Buffer.concat([
              new Uint8Array(await new Response(other as Uint8Array<ArrayBuffer>).arrayBuffer()),
              Buffer.from(' '),
            ]);
      const parts = { body: changed, headers: makeHeaders() };
      expect(await rejection(verifyWebhook(untyped(parts), secret))).toMatchObject({
        reason: 'signature_mismatch',
      });
    }),
    { numRuns: 50 },
  );
});

/** A `Request` of another implementation. */
const plainRequest = (read: () => unknown) => ({
  headers: new OnlyGet(),
  bodyUsed: false,
  arrayBuffer: async () => read(),
});

test.each<[string, () => unknown]>([
  ['this realm', () => new Request('https://crm.example', { method: 'POST', body, headers: pairs() })],
  ['undici', () => new undici.Request('https://crm.example', { method: 'POST', body, headers: pairs() })],
  ['an implementation that reads ArrayBuffer', () => plainRequest(() => bytes.slice().buffer)],
  ['an implementation that reads Buffer', () => plainRequest(() => Buffer.from(body))],
  ['another realm', () => plainRequest(() => foreign('Uint8Array.from(bytes).buffer'))],
  [
    'a subclass with a private reader',
    () => new (class extends Request {})('https://crm.example', { method: 'POST', body, headers: pairs() }),
  ],
])('verifyWebhook: accepts a Request of %s', async (_, make) => {
  await expect(verifyWebhook(untyped(make()), secret)).resolves.toEqual(event);
});

test.each<[string, Record<string, unknown>]>([
  ['with one value a name', { headers: { [name]: signature() }, body, isBase64Encoded: false }],
  ['with multi-value headers only', { headers: null, multiValueHeaders: { [name]: [signature()] }, body }],
])('verifyWebhook: accepts a Lambda event %s', async (_, given) => {
  await expect(verifyWebhook(untyped(given), secret)).resolves.toEqual(event);
});

test('verifyWebhook types: accept Request, undici, Map, pairs and node:http headers', () => {
  const accepted: WebhookHeaders[] = [
    new Headers(),
    new undici.Headers(),
    new Map<string, string>(),
    [['a', 'b']],
    { a: 'b', c: ['d'], e: undefined },
  ];
  const typed: Parameters<typeof verifyWebhook>[0][] = [
    new Request('https://crm.example'),
    new undici.Request('https://crm.example'),
    { body: Buffer.from(''), headers: {} },
    { body: new DataView(new ArrayBuffer(1)), headers: {} } satisfies WebhookParts,
  ];
  expect([accepted.length, typed.length]).toEqual([5, 4]);
});
