/** Every `fetch` that must be assignable to the client's option without a cast, and what must not be. */
import { createClient, type Fetch } from '@optimaldial/client';
import { createMock, createSandbox } from '@optimaldial/testing';
import nodeFetch from 'node-fetch3';
import * as undici5 from 'undici5';
import * as undici6 from 'undici6';
import * as undici7 from 'undici7';

const sandbox = createSandbox();
const mock = createMock();
const dispatcher = new undici7.ProxyAgent('http://127.0.0.1:8080');
const apiKey = sandbox.apiKey;

createClient({ apiKey, fetch });
createClient({ apiKey, fetch: globalThis.fetch });
createClient({ apiKey, fetch: undefined });
createClient({ apiKey, fetch: sandbox.fetch });
createClient({ apiKey, fetch: mock.fetch });
createClient({ apiKey, fetch: undici5.fetch });
createClient({ apiKey, fetch: undici6.fetch });
createClient({ apiKey, fetch: undici7.fetch });
createClient({ apiKey, fetch: nodeFetch });
createClient({ apiKey, fetch: (url, init) => fetch(url, init) });
createClient({ apiKey, fetch: (url, init) => sandbox.fetch(url, init) });
createClient({ apiKey, fetch: (url, init) => undici5.fetch(url, init) });
createClient({ apiKey, fetch: (url, init) => undici6.fetch(url, init) });
createClient({ apiKey, fetch: (url, init) => undici7.fetch(url, init) });
createClient({ apiKey, fetch: (url, init) => undici7.fetch(url, { ...init, dispatcher }) });
createClient({ apiKey, fetch: (url, init) => nodeFetch(url, init) });
createClient({ apiKey, fetch: (url: string, init: RequestInit) => fetch(url, init) });
createClient({ apiKey, fetch: (url: string, init?: RequestInit) => fetch(url, init) });
createClient({
  apiKey,
  fetch: async (url: string, init: RequestInit): Promise<Response> => fetch(url, init),
});
createClient({ apiKey, fetch: (input: string | URL | Request, init?: RequestInit) => fetch(input, init) });
createClient({ apiKey, fetch: () => Promise.resolve(Response.json({})) });
createClient({ apiKey, fetch: async () => new Response('{}') });

// The parameters of a handler are inferred.
const handler: Fetch = async (url, init) => {
  const path: string = new URL(url).pathname;
  const method: string = init.method;
  const key: string | undefined = init.headers['authorization'];
  return new Response(JSON.stringify({ path, method, key }), { status: init.signal?.aborted ? 500 : 200 });
};
createClient({ apiKey, fetch: handler });

// @ts-expect-error: not a function
createClient({ apiKey, fetch: 'undici' });
// @ts-expect-error: gives no response
createClient({ apiKey, fetch: async () => ({ ok: true }) });
// @ts-expect-error: gives no promise
createClient({ apiKey, fetch: () => new Response('{}') });
// @ts-expect-error: takes something else than a URL
createClient({ apiKey, fetch: async (url: number) => new Response(String(url)) });
// @ts-expect-error: no such field
createClient({ apiKey, fetch: async (_, init) => new Response(String(init.nothing)) });
