import { createClient } from '@optimaldial/client';
import type { paths } from '@optimaldial/types';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { create as createAxios } from 'axios';
import ky from 'ky';
import OpenAI from 'openai';
import openapiFetch from 'openapi-fetch';
import { Stripe } from 'stripe';
import type { Contestant } from '../measure/interleave.ts';

/** The response body of every call. */
export const upload = spec.components.examples.CompletedUpload.value;

const key = `od_live_${'0'.repeat(32)}`;
const headers = { authorization: `Bearer ${key}` };
const path = `/api/v1/uploads/${upload.id}`;

/** Where a contestant sends its requests. */
interface Place {
  /** Without a path. */
  readonly baseUrl: string;
  /** @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch;
}

/** Raw `fetch`, plain openapi-fetch, this client, and other clients with their defaults. */
export function contestants({ baseUrl, fetch }: Place): Contestant[] {
  const given = fetch === undefined ? {} : { fetch };
  const send = fetch ?? globalThis.fetch;
  const url = `${baseUrl}${path}`;
  const { hostname, port, protocol } = new URL(baseUrl);
  const plain = openapiFetch<paths>({ baseUrl, headers, ...given });
  const client = createClient({ apiKey: key, baseUrl, ...given });
  const caller = ky.create({ headers, ...given });
  const instance = createAxios({ headers, adapter: 'fetch', env: given });
  const openai = new OpenAI({ apiKey: key, baseURL: baseUrl, ...given });
  const stripe = new Stripe(key, {
    host: hostname,
    port: port === '' ? 443 : Number(port),
    protocol: protocol === 'http:' ? 'http' : 'https',
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(fetch),
  });
  return [
    {
      name: 'raw fetch and json()',
      call: async (): Promise<unknown> => (await send(url, { headers })).json(),
    },
    {
      name: 'plain openapi-fetch',
      call: () => plain.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: upload.id } } }),
    },
    { name: '@optimaldial/client', call: () => client.uploads.retrieve(upload.id) },
    { name: 'ky', call: () => caller.get(url).json() },
    { name: 'axios, fetch adapter', call: () => instance.get(url) },
    { name: 'stripe, fetch', call: () => stripe.rawRequest('GET', path) },
    { name: 'openai', call: () => openai.get(path) },
  ];
}
