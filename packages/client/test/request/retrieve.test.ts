import { createClient } from '@optimaldial/client';
import { afterEach, expect, test, vi } from 'vitest';
import { apiKey, fakeFetch, id, path } from '../support/fake-fetch.ts';

afterEach(() => void vi.unstubAllGlobals());

const upload = { id, status: 'completed', unknown_field: 1 };

test('uploads.retrieve: sends one authenticated GET and returns the upload unchanged', async () => {
  const { client, requests } = fakeFetch(() => Response.json(upload));
  await expect(client.uploads.retrieve(id)).resolves.toEqual(upload);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.url).toBe(`https://api.optimaldial.com${path}`);
  expect(requests[0]?.init).toMatchObject({ method: 'GET', redirect: 'manual', body: null });
  // A plain object, which a fetch mock can read.
  expect(requests[0]?.init.headers).toEqual({ authorization: `Bearer ${apiKey}` });
});

test('client.GET: returns the response with either data or error', async () => {
  const options = { params: { path: { upload_id: id } } };
  const found = await fakeFetch(() => Response.json(upload)).client.GET(
    '/api/v1/uploads/{upload_id}',
    options,
  );
  expect(found.data).toEqual(upload);
  expect(found.error).toBeUndefined();
  expect(found.response.status).toBe(200);

  const body = { detail: { error: 'feature_not_enabled', more: [1] } };
  const refused = await fakeFetch(() => Response.json(body, { status: 403 })).client.GET(
    '/api/v1/uploads/{upload_id}',
    options,
  );
  expect(refused.data).toBeUndefined();
  expect(refused.error).toEqual(body);
  expect(refused.response.status).toBe(403);
});

test('uploads.retrieve: accepts an unknown status', async () => {
  const { client } = fakeFetch(() => Response.json({ id, status: 'archived' }));
  await expect(client.uploads.retrieve(id)).resolves.toMatchObject({ status: 'archived' });
});

test('client.GET: ignores undocumented options that would redirect the request', async () => {
  const elsewhere = vi.fn(async () => Response.json({}));
  const { client, requests } = fakeFetch(() => Response.json(upload));
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
  // TypeScript does not check a variable for excess properties.
  await client.GET('/api/v1/uploads/{upload_id}', options);
  expect(elsewhere).not.toHaveBeenCalled();
  expect(requests[0]?.url).toBe(`https://api.optimaldial.com${path}`);
  expect(requests[0]?.init.redirect).toBe('manual');
});

test('signal: rejects with the abort reason during a request that ends with the signal', async () => {
  const reason = new Error('the user left');
  const { client, requests } = fakeFetch(
    (_, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  );
  const controller = new AbortController();
  const call = client.uploads.retrieve(id, { signal: controller.signal });
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
});

test('fetch: a global fetch replaced after createClient is used', async () => {
  const client = createClient({ apiKey });
  const replaced = vi.fn(async () => Response.json(upload));
  vi.stubGlobal('fetch', replaced);
  await client.uploads.retrieve(id);
  expect(replaced).toHaveBeenCalledTimes(1);
});
