import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { runInNewContext } from 'node:vm';
import { ConfigurationError } from '@optimaldial/client';
import { createWebhookHandler, type WebhookHandler } from '@optimaldial/client/webhooks';
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express';
import { expect, expectTypeOf, test } from 'vitest';
import { secret } from '../signed-delivery.ts';

test.each<[string, Record<string, unknown>, RegExp]>([
  ['a malformed secret', { secret: `"${secret}"` }, /^A webhook secret is surrounded by whitespace, quotes/],
  ['an API key as a secret', { secret: [secret, 'od_live_a'] }, /^A webhook secret is an API key/],
  ['maxBytes NaN', { maxBytes: Number.NaN }, /^`maxBytes` must be a non-negative number, got NaN\.$/],
  ['a negative timeout', { timeout: -1 }, /^`timeout` must be a non-negative number, got -1\.$/],
  [
    'a tolerance that is text',
    { tolerance: 'a' },
    /^`tolerance` must be a non-negative number, got a string\.$/,
  ],
  [
    'a handler that is not a function',
    { on: { 'upload.failed': true } },
    /got a boolean for `upload\.failed`/,
  ],
  ['no handlers', { on: undefined }, /^`on` must be an object .* got undefined for `on`/],
  [
    'handlers that are methods of a class',
    {
      on: new (class {
        'upload.completed'() {}
      })(),
    },
    /^`on` must be a plain object/,
  ],
  ['a Map of handlers', { on: new Map([['upload.completed', () => {}]]) }, /^`on` must be a plain object/],
  ['text as a number', { maxBytes: '10' }, /^`maxBytes` must be a non-negative number, got a string\.$/],
  ['a function as `on`', { on: () => undefined }, /^`on` must be an object/],
])('createWebhookHandler: throws a ConfigurationError for %s', (_, options, message) => {
  const create = () => createWebhookHandler({ secret, on: {}, ...options });
  expect(create).toThrow(ConfigurationError);
  expect(create).toThrow(message);
});

test.each([
  ['without a prototype', { __proto__: null, 'upload.completed': () => undefined }],
  ['of another realm', runInNewContext('({ "upload.completed": () => undefined })')],
])('createWebhookHandler: accepts an object with handlers %s', (_, on) => {
  expect(() => createWebhookHandler({ secret, on })).not.toThrow();
});

test('createWebhookHandler types: events are narrowed by the name of the handler', () => {
  createWebhookHandler({
    secret: [process.env['A'], undefined],
    on: {
      'upload.completed': (event) => expectTypeOf(event.data.upload.downloads).toBeObject(),
      'upload.failed': async ({ data }) => expectTypeOf(data).toHaveProperty('error_message'),
      default: ({ type }) => expectTypeOf(type).toExtend<string>(),
      // @ts-expect-error -- a typo
      'upload.complete': () => undefined,
    },
  });
});

test('createWebhookHandler types: the handler accepts the requests of Node.js and Express', () => {
  type Parameters_ = Parameters<WebhookHandler['node']>;
  expectTypeOf<[IncomingMessage, ServerResponse]>().toExtend<Parameters_>();
  expectTypeOf<[Http2ServerRequest, Http2ServerResponse]>().toExtend<Parameters_>();
  expectTypeOf<[ExpressRequest, ExpressResponse]>().toExtend<Parameters_>();
  expectTypeOf<WebhookHandler>().toExtend<(request: Request) => Promise<Response>>();
  // As Next.js and Cloudflare Workers call it.
  type Context = { params: Promise<object> };
  expectTypeOf<WebhookHandler>().toExtend<(request: Request, context: Context) => Promise<Response>>();
});
