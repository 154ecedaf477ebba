import { createClient } from '@optimaldial/client';
import { afterEach, expect, test, vi } from 'vitest';
import { apiKey, id, path, stub } from '../support/stub.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

const upload = { id, status: 'completed', a_field_of_tomorrow: 1 };

test('uploads.retrieve: sends one authenticated GET and returns the upload unchanged', async () => {
  const { client, seen } = stub(() => Response.json(upload));
  await expect(client.uploads.retrieve(id)).resolves.toEqual(upload);
  expect(seen).toHaveLength(1);
  expect(seen[0]?.url).toBe(`https://api.optimaldial.com${path}`);
  expect(seen[0]?.init).toMatchObject({ method: 'GET', redirect: 'manual', body: null });
  // Plain, so that who stands in for fetch can read them as they are.
  expect(seen[0]?.init.headers).toEqual({ authorization: `Bearer ${apiKey}` });
});

test('client.GET: returns the response with either data or error', async () => {
  const options = { params: { path: { upload_id: id } } };
  const found = await stub(() => Response.json(upload)).client.GET('/api/v1/uploads/{upload_id}', options);
  expect(found.data).toEqual(upload);
  expect(found.error).toBeUndefined();
  expect(found.response.status).toBe(200);

  const body = { detail: { error: 'feature_not_enabled', more: [1] } };
  const refused = await stub(() => Response.json(body, { status: 403 })).client.GET(
    '/api/v1/uploads/{upload_id}',
    options,
  );
  expect(refused.data).toBeUndefined();
  expect(refused.error).toEqual(body);
  expect(refused.response.status).toBe(403);
});

test('uploads.retrieve: accepts an unknown status', async () => {
  const { client } = stub(() => Response.json({ id, status: 'archived' }));
  await expect(client.uploads.retrieve(id)).resolves.toMatchObject({ status: 'archived' });
});

test('apiKey function: is called for each call', async () => {
  const keys = [`od_live_${'a'.repeat(32)}`, `od_live_${'b'.repeat(32)}`];
  const { client, seen } = stub(() => Response.json(upload), { apiKey: async () => keys.shift() ?? '' });
  await client.uploads.retrieve(id);
  await client.uploads.retrieve(id);
  expect(seen.map((call) => call.headers.get('authorization')?.at(-1))).toEqual(['a', 'b']);
});

test('apiKey: is read from OPTIMALDIAL_API_KEY when not given', async () => {
  vi.stubEnv('OPTIMALDIAL_API_KEY', apiKey);
  const { client, seen } = stub(() => Response.json(upload), { apiKey: undefined });
  await client.uploads.retrieve(id);
  expect(seen[0]?.headers.get('authorization')).toBe(`Bearer ${apiKey}`);
});

test('fetch: a global fetch replaced after createClient is used', async () => {
  const client = createClient({ apiKey });
  const replaced = vi.fn(async () => Response.json(upload));
  vi.stubGlobal('fetch', replaced);
  await client.uploads.retrieve(id);
  expect(replaced).toHaveBeenCalledTimes(1);
});

test('headers: those of the call override those of the client', async () => {
  const { client, seen } = stub(() => Response.json(upload), {
    headers: { 'x-team': 'crm', 'x-trace': '1' },
  });
  await client.uploads.retrieve(id, { headers: { 'X-Trace': '2' } });
  expect(seen[0]?.headers.get('x-team')).toBe('crm');
  expect(seen[0]?.headers.get('x-trace')).toBe('2');
});

test('client.GET: ignores undocumented options that would redirect the request', async () => {
  const elsewhere = vi.fn(async () => Response.json({}));
  const { client, seen } = stub(() => Response.json(upload));
  const options = {
    params: { path: { upload_id: id } },
    baseUrl: 'https://elsewhere.example',
    fetch: elsewhere,
    Request: elsewhere,
    middleware: [{ onRequest: elsewhere }],
    pathSerializer: () => 'https://elsewhere.example',
    redirect: 'follow',
    parseAs: 'stream',
  };
  // A variable escapes the check for unknown properties that a literal gets: that is this test's case.
  await client.GET('/api/v1/uploads/{upload_id}', options);
  expect(elsewhere).not.toHaveBeenCalled();
  expect(seen[0]?.url).toBe(`https://api.optimaldial.com${path}`);
  expect(seen[0]?.init.redirect).toBe('manual');
});

test('createClient: keeps the path of the base URL without a double slash', async () => {
  const { client, seen } = stub(() => Response.json(upload), {
    baseUrl: 'https://proxy.example/optimaldial/',
  });
  await client.uploads.retrieve(id);
  expect(seen[0]?.url).toBe(`https://proxy.example/optimaldial${path}`);
});

test('signal: rejects with the abort reason before sending or during the request', async () => {
  const reason = new Error('the user left');
  const { client, seen } = stub(
    (_, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  );
  await expect(client.uploads.retrieve(id, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(seen).toHaveLength(0);

  const controller = new AbortController();
  const call = client.uploads.retrieve(id, { signal: controller.signal });
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
});
