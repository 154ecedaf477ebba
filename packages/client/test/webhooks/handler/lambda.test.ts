import { ConfigurationError } from '@optimaldial/client';
import type { WebhookEvent, WebhookLambdaEvent } from '@optimaldial/client/webhooks';
import { expect, test } from 'vitest';
import { completed, receiver, signed } from './deliveries.ts';

const { headers } = signed(completed);
const text = JSON.stringify(completed);
const base64 = Buffer.from(text).toString('base64');
const functionUrl: WebhookLambdaEvent = {
  headers,
  body: text,
  isBase64Encoded: false,
  requestContext: { http: { method: 'POST' } },
};
const upperCase = Object.fromEntries(
  Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
);

test.each<[string, WebhookLambdaEvent]>([
  ['a function URL, as text', functionUrl],
  ['a function URL, as base64', { ...functionUrl, body: base64, isBase64Encoded: true }],
  ['a REST API', { httpMethod: 'POST', headers: upperCase, body: text, requestContext: {} }],
  [
    'a load balancer with multi-value headers',
    {
      httpMethod: 'POST',
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      body: base64,
      isBase64Encoded: true,
    },
  ],
])('createWebhookHandler: handles the event of %s', async (_, event) => {
  const handled: WebhookEvent[] = [];
  const { handler, errors } = receiver({ on: { default: (found) => void handled.push(found) } });
  expect(await handler.lambda(event)).toEqual({ statusCode: 204, body: '' });
  expect(handled).toEqual([completed]);
  expect(errors).toEqual([]);
});

test.each<[number, string, WebhookLambdaEvent]>([
  [204, 'a ping', { ...functionUrl, headers: { 'X-OptimalDial-Event': 'webhook.ping' } }],
  [400, 'base64 that is not marked', { ...functionUrl, body: base64 }],
  [400, 'malformed base64', { ...functionUrl, body: '%', isBase64Encoded: true }],
  [400, 'no body', { headers, httpMethod: 'POST', body: null }],
  [405, 'a GET request', { ...functionUrl, requestContext: { http: { method: 'GET' } } }],
  [405, 'an event without a method', { headers, body: text }],
  [413, 'a large body', { ...functionUrl, body: 'x'.repeat(1_000_001) }],
  [
    413,
    'a large body in base64',
    { ...functionUrl, body: btoa('x'.repeat(1_000_001)), isBase64Encoded: true },
  ],
])('createWebhookHandler: responds %i to a Lambda event with %s', async (statusCode, _, event) => {
  const { handler } = receiver({ on: { default: () => expect.unreachable() } });
  expect(await handler.lambda(event)).toEqual({ statusCode, body: '' });
});

test.each([null, undefined])(
  'createWebhookHandler: responds 405 to a Lambda event that is %s',
  async (event) => {
    expect(await receiver().handler.lambda(event as never)).toEqual({ statusCode: 405, body: '' });
  },
);

test('createWebhookHandler: responds 500 and says what to do when the body of a Lambda event is parsed', async () => {
  const { handler, errors } = receiver();
  const parsed = { ...functionUrl, body: JSON.parse(text) as never };
  expect(await handler.lambda(parsed)).toEqual({ statusCode: 500, body: '' });
  expect(errors).toEqual([{ error: expect.any(ConfigurationError), context: {} }]);
});
