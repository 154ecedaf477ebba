import { request as plainRequest } from 'node:http';
import { createSandbox, phoneNumbers, type RunningServer } from '@optimaldial/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const sandbox = createSandbox();
let server: RunningServer;
beforeAll(async () => {
  server = await sandbox.listen({ cors: 'http://localhost:3000' });
});
afterAll(async () => {
  await server.close();
  sandbox.close();
});

const preflight = (origin: string, asked: string) =>
  fetch(`${server.url}/api/v1/uploads`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': asked,
    },
  });

test.each([
  { host: 'evil.example' },
  { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  { forwarded: 'host=evil.example' },
])('signed URLs: use the server address for a request with the headers %j', async (more) => {
  const phone_numbers = phoneNumbers(100);
  const headers = { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' };
  const base = server.url;
  const made = await fetch(`${base}/api/v1/uploads`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ phone_numbers }),
  });
  const { id: own } = (await made.json()) as { id: string };
  const get = (path: string): Promise<Record<string, string>> =>
    new Promise((resolve, reject) => {
      plainRequest(base + path, { headers: { ...headers, ...more } }, (response) => {
        let text = '';
        response.on('data', (piece) => (text += String(piece)));
        response.on('end', () => resolve(JSON.parse(text)));
      })
        .on('error', reject)
        .end();
    });
  const path = `/api/v1/uploads/${own}/download/original`;
  for (const { download_url: url = '' } of [
    await get(path),
    (await (await fetch(base + path, { headers })).json()) as Record<string, string>,
  ]) {
    expect(new URL(url).origin).toBe(base);
  }
  expect(JSON.stringify(await get('/openapi.json'))).not.toContain('evil.example');
});

describe('CORS preflight', () => {
  test('allows the requested headers, such as those of tracing', async () => {
    const { status, headers } = await preflight(
      'http://localhost:3000',
      'Authorization, traceparent,baggage,sentry-trace',
    );
    const allowed = headers.get('access-control-allow-headers')?.split(', ');
    expect(status).toBe(204);
    expect(allowed).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'traceparent', 'baggage', 'sentry-trace']),
    );
    expect(new Set(allowed).size).toBe(allowed?.length);
  });

  test('does not reflect invalid header names', async () => {
    const { headers } = await preflight('http://localhost:3000', 'x-ok, a b, <script>, *, ,');
    expect(headers.get('access-control-allow-headers')).toMatch(/prefer, x-ok, \*$/);
  });

  test('allows nothing for another origin', async () => {
    const { headers } = await preflight('http://evil.example', 'authorization, traceparent');
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
