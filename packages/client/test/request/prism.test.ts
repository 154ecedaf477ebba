import type { ChildProcess } from 'node:child_process';
import { type Client, createClient, isOptimalDialError } from '@optimaldial/client';
import { createMock } from '@optimaldial/testing';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiKey, id, phoneList } from '../support/fake-fetch.ts';
import { methods, operations } from '../support/operations.ts';
import { startStockPrism, stop } from '../support/stock-prism.ts';

// The mock, which validates requests and responses, against stock Prism, which shares no code with it.

const mock = createMock();
let server: Awaited<ReturnType<typeof mock.listen>>;
let prism: { url: string; process: ChildProcess };
beforeAll(async () => {
  [server, prism] = await Promise.all([mock.listen(), startStockPrism()]);
}, 60_000);
beforeEach(() => mock.reset());
afterAll(async () => {
  await server.close();
  await stop(prism.process);
});

const file = new File(['Phone\n+14155550123\n'], 'crm "export".csv', { type: 'text/csv' });
const contacts = phoneList.phone_numbers.map((phone) => ({ phone }));
const calls: [string, (client: Client) => Promise<unknown>][] = [
  ...Object.entries(methods),
  ['createUpload', (client) => client.uploads.create({ contacts })],
  [
    'createUpload',
    (client) => client.uploads.create({ file, phone_column: 'Phone', skip_mobile_lookup: true }),
  ],
];

test.each(calls)(
  '%s: the mock and stock Prism accept the request and respond alike',
  async (operation, call) => {
    const response = await call(createClient({ apiKey, fetch: mock.fetch }));
    expect(mock.violations()).toEqual([]);
    expect(mock.requests().map((request) => request.operation)).toEqual([operation]);
    const expected = await call(createClient({ apiKey, baseUrl: prism.url }));
    // The mock returns the requested ID, and Prism that of the example.
    expect(withoutId(response)).toEqual(withoutId(expected));
  },
);

function withoutId(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? { ...value, id: '' } : value;
}

test('operations: every operation of the spec has a method', () => {
  expect(
    Object.keys(methods).toSorted(),
    'Add a call of the new operation to packages/client/test/support/operations.ts.',
  ).toEqual(operations.map(({ name }) => name).toSorted());
});

/** Selects a response by its example name in a `Prefer` header, with a method and a raw call. */
async function outcome(client: Client, code: number, example: string): Promise<unknown> {
  const headers = { prefer: `code=${code}, example=${example}` };
  const params = { path: { upload_id: id } };
  const raw = await client.GET('/api/v1/uploads/{upload_id}', { params, headers });
  const result = await client.uploads.retrieve(id, { headers }).catch((error: unknown) => {
    if (!isOptimalDialError(error)) throw error;
    const { name, code: kind, message } = error;
    return { ...Object.fromEntries(Object.entries(error)), name, kind, message };
  });
  return { status: raw.response.status, data: raw.data, error: raw.error, result };
}

test.each([
  [200, 'completed', 'CompletedUpload'],
  [200, 'processing', 'ProcessingUpload'],
  [401, 'invalid_key', 'authentication'],
  [404, 'unknown_upload', 'not_found'],
  [429, 'rate_limit_exceeded', 'rate_limited'],
])('a %i (%s) is the same in process, over HTTP and from stock Prism', async (status, example, expected) => {
  const transports = [{ fetch: mock.fetch }, { baseUrl: server.url }, { baseUrl: prism.url }];
  const [inProcess, ...others] = await Promise.all(
    transports.map((options) =>
      outcome(createClient({ apiKey, maxRetries: 0, ...options }), status, example),
    ),
  );
  const examples = new Map<string, { value: unknown }>(Object.entries(spec.components.examples));
  expect(inProcess).toMatchObject(
    status === 200
      ? { status, data: examples.get(expected)?.value }
      : { status, error: { detail: expect.anything() }, result: { kind: expected, status } },
  );
  expect(others).toEqual([inProcess, inProcess]);
  expect(mock.violations()).toEqual([]);
});
