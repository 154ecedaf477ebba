import type { ChildProcess } from 'node:child_process';
import { createClient, isOptimalDialError, type Client } from '@optimaldial/client';
import { createMock } from '@optimaldial/testing';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStockPrism, stop } from '../support/stock-prism.ts';
import { apiKey, id } from '../support/stub.ts';

// The same calls against three servers: the mock without a socket, the mock on a socket, and the
// stock command-line Prism, which shares no line of ours.

const mock = createMock();
let listening: Awaited<ReturnType<typeof mock.listen>>;
let stock: { url: string; process: ChildProcess };

beforeAll(async () => {
  [listening, stock] = await Promise.all([mock.listen(), startStockPrism()]);
}, 60_000);

afterAll(async () => {
  await listening.close();
  await stop(stock.process);
});

/** Asks for an answer of the description by name, as Prism's `Prefer` header has it. */
async function outcome(client: Client, code: number, example: string): Promise<unknown> {
  const headers = { prefer: `code=${code}, example=${example}` };
  const raw = await client.GET('/api/v1/uploads/{upload_id}', {
    params: { path: { upload_id: id } },
    headers,
  });
  const convenience = await client.uploads.retrieve(id, { headers }).catch((error: unknown) => {
    if (!isOptimalDialError(error)) throw error;
    const { name, code: kind, message } = error;
    return { ...Object.fromEntries(Object.entries(error)), name, kind, message };
  });
  return { status: raw.response.status, data: raw.data, error: raw.error, convenience };
}

const cases: [number, string, string][] = [
  [200, 'completed', 'CompletedUpload'],
  [200, 'processing', 'ProcessingUpload'],
  [401, 'invalid_key', 'authentication'],
  [404, 'unknown_upload', 'not_found'],
  [429, 'rate_limit_exceeded', 'rate_limited'],
];

describe.each(cases)('%i %s', (status, example, expected) => {
  test('is the same from the mock in process, the mock over HTTP and stock Prism', async () => {
    const clients = [
      createClient({ apiKey, maxRetries: 0, fetch: mock.fetch }),
      createClient({ apiKey, maxRetries: 0, baseUrl: listening.url }),
      createClient({ apiKey, maxRetries: 0, baseUrl: stock.url }),
    ];
    const [inProcess, socket, independent] = await Promise.all(
      clients.map((one) => outcome(one, status, example)),
    );
    expect(inProcess).toMatchObject(
      status === 200
        ? {
            status,
            data: Object.entries(description.components.examples).find(([name]) => name === expected)?.[1]
              .value,
          }
        : { status, error: { detail: expect.anything() }, convenience: { kind: expected, status } },
    );
    expect(socket).toEqual(inProcess);
    expect(independent).toEqual(inProcess);
    expect(mock.violations()).toEqual([]);
  });
});
