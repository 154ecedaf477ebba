import { inspect } from 'node:util';
import { createMock, createSandbox } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecording } from '../../src/engine/recording.ts';
import { redact, redactText } from '../../src/engine/redact/redact.ts';
import { apiKey, headers, url } from '../support/mock-request.ts';

const api = 'https://api.optimaldial.com/api/v1';
const json = { ...headers, 'content-type': 'application/json' };
const secret = 'callback-s3cret-value';
const form = new FormData();
form.append('phone_column', apiKey);

const places: [string, string, RequestInit][] = [
  ['a path', `${api}/uploads/${apiKey}`, { headers }],
  ['a percent-encoded path', `${api}/uploads/${apiKey.replaceAll('_', '%5F')}`, { headers }],
  ['an unknown path', `https://a.example/${apiKey}`, { headers }],
  ['the value of a query', `${api}/uploads?cursor=${apiKey}`, { headers }],
  ['the name of a query', `${api}/uploads?${apiKey}=1`, { headers }],
  ['a query that is repeated', `${api}/uploads?a=${apiKey}&a=2`, { headers }],
  ['authorization without a scheme', url, { headers: { Authorization: apiKey } }],
  ['authorization in lower case', url, { headers: { authorization: `bearer ${apiKey}` } }],
  ['basic authorization', url, { headers: { authorization: `Basic ${btoa(`${apiKey}:`)}` } }],
  [
    'another header',
    url,
    { headers: { ...headers, 'x-api-key': `key=${apiKey}`, referer: `https://a/?k=${apiKey}` } },
  ],
  ['Prefer', url, { headers: { ...headers, prefer: `example=${apiKey}` } }],
  ['a JSON field', `${api}/contacts`, { method: 'POST', headers: json, body: `{"phone":"${apiKey}"}` }],
  ['a JSON name', `${api}/contacts`, { method: 'POST', headers: json, body: `{"${apiKey}":1,"phone":"1"}` }],
  ['malformed JSON', `${api}/contacts`, { method: 'POST', headers: json, body: `{"phone":"${apiKey}"` }],
  ['a form', `${api}/uploads`, { method: 'POST', headers, body: form }],
  [
    'text',
    `${api}/webhooks`,
    { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: apiKey },
  ],
];

describe.each(['mock', 'sandbox'])('redaction in the %s', (kind) => {
  const start = () => (kind === 'mock' ? createMock() : createSandbox());

  test.each(places)('hides a key in %s from requests, violations and errors', async (_, target, init) => {
    const stand = start();
    const own = 'apiKey' in stand ? String(stand.apiKey) : apiKey;
    const swap = (text: string): string =>
      text.replaceAll(apiKey, own).replaceAll(apiKey.replaceAll('_', '%5F'), own.replaceAll('_', '%5F'));
    const swapped = Object.fromEntries(
      Object.entries(init.headers ?? {}).map(([name, value]) => [name, swap(String(value))]),
    );
    const { body } = init;
    const outcome = await stand
      .fetch(swap(target), {
        ...init,
        headers: swapped,
        body: typeof body === 'string' ? swap(body) : (body ?? null),
      })
      .then(
        ({ status }) => status,
        (error: Error) => error.message,
      );
    const seen = inspect([stand.requests(), stand.violations(), outcome], { depth: 9 });
    expect(stand.requests()).toHaveLength(1);
    for (const key of [own, apiKey]) {
      expect(seen).not.toContain(key);
      expect(seen).not.toContain(key.slice(8));
      expect(seen).not.toContain(btoa(`${key}:`));
    }
  });
});

test('sandbox.requests: redacts callback secrets, signatures and passwords, which still sign deliveries', async () => {
  const sandbox = createSandbox({ contacts: true, clock: 'manual' });
  let signed: string | null = null;
  sandbox.route('https://crm.example', ({ headers: sent }) => {
    signed = sent.get('x-optimaldial-signature');
    return new Response();
  });
  const body = JSON.stringify({
    phone: '+14155550123',
    callback_url: 'https://crm.example/x?X-Amz-Signature=s1gnature&a=b',
    callback_secret: secret,
    properties: { nested: [{ apiKey: 's1gnature' }, 'https://me:s1gnature@crm.example/'] },
  });
  await sandbox.fetch(`${api}/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    body,
  });
  await sandbox.fetch(`${api}/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    body: body.slice(0, -1),
  });
  const seen = inspect(sandbox.requests(), { depth: 9 });
  expect(seen).not.toContain(secret);
  expect(seen).not.toContain('s1gnature');
  expect(sandbox.requests()[0]?.body).toMatchObject({
    phone: '+14155550123',
    callback_secret: '[redacted]',
    callback_url: 'https://crm.example/x?X-Amz-Signature=[redacted]&a=b',
  });
  await sandbox.advance('1h');
  expect(signed).toMatch(/^t=\d+,v1=[\da-f]{64}$/);
});

test('violations: redact a key that an error message quotes', () => {
  const recording = createRecording();
  const request = {
    operation: 'listUploads',
    method: 'GET',
    path: '/',
    query: {},
    headers: {},
    body: undefined,
  };
  const errors = [{ message: `${apiKey} is no cursor`, location: `body.${apiKey}` }];
  const reported = recording.report(request, 'request', errors);
  expect(reported).toMatchObject([{ message: '[key] is no cursor', location: 'body.[key]' }]);
  expect(recording.log.violations()).toEqual(reported);
});

test('onResponse: receives a path without key and query, also for an absolute URL', async () => {
  const paths: string[] = [];
  const mock = createMock();
  await using server = await mock.listen({ onResponse: ({ path }) => paths.push(path) });
  await (await fetch(`${server.url}/${apiKey}?key=${apiKey}#x`)).text();
  await expect.poll(() => paths).toEqual(['/[key]']);
});

test.each([
  ['phone_numbers: two_three', 'phone_numbers: two_three'],
  ['method_start_at', 'method_start_at'],
  ['api_key_id=7&idempotency_key=k', 'api_key_id=7&idempotency_key=k'],
  [`x${apiKey}`, `x${apiKey}`],
  [`my_${apiKey},`, 'my_[key],'],
  ['{"secret" : "abc", "a": 1}', '{"secret" : "[redacted]", "a": 1}'],
  ['?token=abc&x=1', '?token=[redacted]&x=1'],
])('redactText: turns %s into %s', (text, expected) => {
  expect(redactText(text)).toBe(expected);
});

test('redact: leaves other values unchanged and does not modify its input', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const before = structuredClone(value);
      const once = redact({ value, callback_secret: 's' });
      expect(value).toEqual(before);
      expect(redact(once)).toEqual(once);
      expect(once).toMatchObject({ callback_secret: '[redacted]' });
    }),
  );
  const numbers = ['+14155550123'];
  expect(redact(numbers)).toBe(numbers);
});
