import { createMock, createSandbox } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { copySpec } from '../../src/spec/operations.ts';
import { apiKey } from '../key.ts';

// What the spec changed for the engine: each fact is checked where a request meets it.

const ENDPOINT = 'https://api.optimaldial.com/api/v1/webhooks';

function json(method: string, key: string, body: unknown): RequestInit {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return { method, headers, body: JSON.stringify(body) };
}

test('sandbox: PATCH with null removes the description of an endpoint', async () => {
  const sandbox = createSandbox();
  sandbox.route('https://hooks.example', () => new Response(null, { status: 204 }));
  const made = await sandbox.fetch(
    ENDPOINT,
    json('POST', sandbox.apiKey, { url: 'HTTPS://hooks.example/x', description: 'Notifies the CRM' }),
  );
  const { webhook } = (await made.json()) as { webhook: { id: string; description: string | null } };
  expect(webhook.description).toBe('Notifies the CRM');
  const changed = await sandbox.fetch(
    `${ENDPOINT}/${webhook.id}`,
    json('PATCH', sandbox.apiKey, { description: null }),
  );
  expect(changed.status).toBe(200);
  expect(await changed.json()).toMatchObject({ id: webhook.id, description: null });
});

test('mock: deleteWebhookEndpoint may return 204', async () => {
  const mock = createMock();
  mock.on('deleteWebhookEndpoint').reply(204);
  const answer = await mock.fetch(`${ENDPOINT}/5a1e0c9b-7d3f-4e2a-9b8c-1d0e2f3a4b50`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${apiKey}` },
  });
  expect(answer.status).toBe(204);
  expect(mock.violations()).toEqual([]);
});

test('sandbox: x-max-items of the spec becomes a 413', async () => {
  const text = JSON.stringify(copySpec());
  expect(text.match(/"maxItems":250000/g)).toHaveLength(2);
  expect(text).not.toContain('x-max-items');
  const numbers = Array.from({ length: 250_001 }, () => '1');
  const sandbox = createSandbox();
  const answer = await sandbox.fetch(
    ENDPOINT.replace('webhooks', 'uploads'),
    json('POST', sandbox.apiKey, { phone_numbers: numbers }),
  );
  expect(answer.status).toBe(413);
});
