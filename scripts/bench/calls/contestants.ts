import openapiFetch from 'openapi-fetch';
import { createClient } from '@optimaldial/client';
import type { paths } from '@optimaldial/types';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { loadPeer } from '../../peers/load.ts';
import type { Contestant } from '../interleave.ts';

/** What every contestant is asked for. */
export const upload = description.components.examples.CompletedUpload.value;

const key = `od_live_${'0'.repeat(32)}`;
const authorization = `Bearer ${key}`;
const path = `/api/v1/uploads/${upload.id}`;

/** What a contestant is told of where it calls. */
interface Place {
  /** Without a path. */
  readonly baseUrl: string;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Raw `fetch`, plain openapi-fetch and ours: what ratios are taken to, and what is measured. */
export function ours({ baseUrl, fetch }: Place): Contestant[] {
  const given = fetch === undefined ? {} : { fetch };
  const send = fetch ?? globalThis.fetch;
  const client = createClient({ apiKey: key, baseUrl, ...given });
  const plain = openapiFetch<paths>({ baseUrl, headers: { authorization }, ...given });
  return [
    {
      name: 'raw fetch and json()',
      call: async (): Promise<unknown> =>
        (await send(`${baseUrl}${path}`, { headers: { authorization } })).json(),
    },
    {
      name: 'plain openapi-fetch',
      call: () => plain.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: upload.id } } }),
    },
    { name: '@optimaldial/client', call: () => client.uploads.retrieve(upload.id) },
  ];
}

/** Clients that others have made, each with its own defaults. */
export async function peers({ baseUrl, fetch }: Place): Promise<Contestant[]> {
  const given = fetch === undefined ? {} : { fetch };
  const headers = { authorization };
  const url = `${baseUrl}${path}`;
  const { hostname, port, protocol } = new URL(baseUrl);

  const ky = named(await loadPeer('ky'), 'create');
  const caller = ky.create({ headers, ...given });
  const axios = named(await loadPeer('axios'), 'create');
  const instance = axios.create({ headers, adapter: 'fetch', env: given });
  const OpenAI = constructorOf(await loadPeer('openai'));
  const openai = new OpenAI({ apiKey: key, baseURL: baseUrl, ...given });
  const Stripe = constructorOf(await loadPeer('stripe'));
  const stripe = new Stripe(key, {
    host: hostname,
    port: port === '' ? 443 : Number(port),
    protocol: protocol.slice(0, -1),
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient?.(fetch),
  });
  return [
    { name: 'ky', call: async () => asJson(await caller.get(url)) },
    { name: 'axios, fetch adapter', call: () => instance.get(url) },
    { name: 'stripe, fetch', call: () => stripe.rawRequest('GET', path) },
    { name: 'openai', call: () => openai.get(path) },
  ];
}

interface Caller {
  get(url: string): Promise<unknown>;
  rawRequest(method: string, path: string): Promise<unknown>;
}

/** The default export of a peer that makes clients by a function of this name. */
function named(loaded: unknown, name: 'create'): { create(options: object): Pick<Caller, 'get'> } {
  const exported = defaultOf(loaded);
  if (isMaker(exported)) return exported;
  throw new Error(`A peer has no ${name}() any more: look how it is made now.`);
}

function isMaker(value: unknown): value is { create(options: object): Pick<Caller, 'get'> } {
  return typeof value === 'function' && 'create' in value && typeof value.create === 'function';
}

/** A class that makes a client. */
interface Maker {
  new (...options: readonly unknown[]): Caller;
  createFetchHttpClient?(fetch: unknown): unknown;
}

function constructorOf(loaded: unknown): Maker {
  const exported = defaultOf(loaded);
  if (isConstructor(exported)) return exported;
  throw new Error('A peer has no class as its default any more: look how it is made now.');
}

function isConstructor(value: unknown): value is Maker {
  return typeof value === 'function' && 'prototype' in value;
}

function defaultOf(loaded: unknown): unknown {
  if (typeof loaded === 'object' && loaded !== null && 'default' in loaded) return loaded.default;
  throw new Error('A peer has no default export any more: look how it is made now.');
}

async function asJson(response: unknown): Promise<unknown> {
  if (response instanceof Response) return response.json();
  throw new Error('A peer gave no Response: look how it is called now.');
}
