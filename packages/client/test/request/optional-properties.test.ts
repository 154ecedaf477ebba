import { expect, test } from 'vitest';
import { fakeFetch, id } from '../support/fake-fetch.ts';

test('optional properties: a query omits undefined', async () => {
  const { client, requests } = fakeFetch(() => Response.json({ data: [] }));
  await Array.fromAsync(client.uploads.list({ limit: 5, cursor: undefined }));
  await Array.fromAsync(client.contacts.list({ status: undefined, limit: undefined }));
  await client.GET('/api/v1/uploads', { params: { query: { limit: undefined, cursor: 'b' } } });
  await client.GET('/api/v1/uploads', { params: undefined });
  expect(requests.map(({ url }) => new URL(url).search)).toEqual(['?limit=5', '', '?cursor=b', '']);
});

test('optional properties: a JSON body omits undefined', async () => {
  const { client, requests } = fakeFetch();
  await client.webhooks.update(id, { description: undefined, is_active: true });
  await client.contacts.create({ phone: '+14155550123', callback_url: undefined, idempotency_key: 'k' });
  expect(requests.map(({ init }) => init.body)).toEqual([
    '{"is_active":true}',
    '{"phone":"+14155550123","idempotency_key":"k"}',
  ]);
});

test('optional properties: undefined options have no effect', async () => {
  const { client, requests } = fakeFetch();
  const options = { signal: undefined, headers: undefined, maxRetries: undefined, timeout: undefined };
  await client.uploads.retrieve(id, { ...options, deadline: undefined });
  expect(requests).toHaveLength(1);
});
