import type { ChildProcess } from 'node:child_process';
import { createClient, type Client } from '@optimaldial/client';
import { createMock, type OperationId } from '@optimaldial/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStockPrism, stop } from '../support/stock-prism.ts';
import { apiKey, id } from '../support/stub.ts';

// Every operation by its named convenience, against the mock, which checks request and answer, and
// against the stock Prism, which shares no line of ours.

let stock: { url: string; process: ChildProcess };
beforeAll(async () => {
  stock = await startStockPrism();
}, 60_000);
afterAll(() => stop(stock.process));

const numbers = Array.from({ length: 100 }, (_, index) => `+1415555${String(100 + index).padStart(4, '0')}`);
const csv = new File(['Phone\n+14155550123\n'], 'crm "export".csv', { type: 'text/csv' });
const url = 'https://crm.example/hooks/optimaldial';

const calls: [OperationId, (client: Client) => Promise<unknown>][] = [
  ['retrieveUpload', (client) => client.uploads.retrieve(id)],
  ['listUploads', (client) => Array.fromAsync(client.uploads.list({ limit: 10 }))],
  ['createUpload', (client) => client.uploads.create({ phone_numbers: numbers, filename: 'crm.csv' })],
  ['createUpload', (client) => client.uploads.create({ contacts: numbers.map((phone) => ({ phone })) })],
  [
    'createUpload',
    (client) => client.uploads.create({ file: csv, phone_column: 'Phone', skip_mobile_lookup: true }),
  ],
  ['cancelUpload', (client) => client.uploads.cancel(id)],
  ['downloadOriginal', (client) => client.uploads.downloadUrl(id, 'original')],
  ['downloadProcessed', (client) => client.uploads.downloadUrl(id, 'processed')],
  ['downloadProcessedFiltered', (client) => client.uploads.downloadUrl(id, 'processed-filtered')],
  ['createWebhookEndpoint', (client) => client.webhooks.create({ url, events: ['upload.completed'] })],
  ['listWebhookEndpoints', (client) => client.webhooks.list()],
  ['retrieveWebhookEndpoint', (client) => client.webhooks.retrieve(id)],
  ['updateWebhookEndpoint', (client) => client.webhooks.update(id, { is_active: false })],
  ['deleteWebhookEndpoint', (client) => client.webhooks.delete(id)],
  ['listWebhookDeliveries', (client) => client.webhooks.deliveries(id, { limit: 5 })],
  [
    'createContact',
    (client) => client.contacts.create({ phone: '+14155550123', idempotency_key: 'lead-17' }),
  ],
  ['listContacts', (client) => Array.fromAsync(client.contacts.list({ status: 'completed' }))],
  ['retrieveContact', (client) => client.contacts.retrieve(id)],
  ['cancelContact', (client) => client.contacts.cancel(id)],
];

test.each(calls)(
  '%s: the mock and stock Prism accept the request and respond alike',
  async (operation, call) => {
    const mock = createMock();
    const answer = await call(createClient({ apiKey, fetch: mock.fetch }));
    expect(mock.violations()).toEqual([]);
    expect(mock.requests().map((request) => request.operation)).toEqual([operation]);
    const independent = await call(createClient({ apiKey, baseUrl: stock.url }));
    // The mock answers for the id that was asked for, the stock Prism for that of the example.
    expect(withoutId(answer)).toEqual(withoutId(independent));
  },
);

test('operations: every operation of the spec is tested', async () => {
  const { default: description } = await import('@optimaldial/types/openapi.json', {
    with: { type: 'json' },
  });
  const described = Object.values(description.paths).flatMap((path) =>
    Object.values(path).flatMap((one) =>
      typeof one === 'object' && 'operationId' in one ? [one.operationId] : [],
    ),
  );
  expect(new Set(calls.map(([operation]) => operation))).toEqual(new Set(described));
});

function withoutId(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'id' in answer ? { ...answer, id: '' } : answer;
}
