import type { WebhookEndpoint } from '@optimaldial/types';
import { NotFoundError } from '../../errors/api-error.ts';
import {
  loadStored,
  type StoredWebhookSecret,
  type WebhookSecretStore,
} from '../../webhooks/secret-store.ts';
import type { CallOptions, RequestOptions } from '../../request/call-options.ts';
import { apiTime } from './api-time.ts';
import type { EndpointCalls } from './endpoint-calls.ts';
import type { EnsureWebhook } from './options.ts';

/** An endpoint whose secret is stored. */
export interface KnownEndpoint {
  readonly webhook: WebhookEndpoint;
  readonly activeSince: string;
}

/** The endpoints with one URL. */
export interface FoundEndpoints {
  /** Those whose secret is stored, newest first. */
  readonly known: readonly KnownEndpoint[];
  /** Those whose secret isn't stored, newest first. */
  readonly unknown: readonly WebhookEndpoint[];
  /** IDs of the endpoints that no longer exist, and whose secret is stored. */
  readonly gone: readonly string[];
  /** The time of the API in ms since 1970, or earlier. */
  readonly now: number;
}

/** Finds the endpoints with the URL. */
export async function findEndpoints(
  webhooks: Pick<EndpointCalls, 'list' | 'retrieve'>,
  { url, store }: EnsureWebhook,
  options: CallOptions | undefined,
): Promise<FoundEndpoints> {
  // Before the list: otherwise an endpoint that another process creates in between would look deleted.
  const before = await storedFor(url, store);
  let date: string | null = null;
  const listing: RequestOptions = { ...options, onHeaders: (headers) => (date = headers.get('date')) };
  const found = [...(await webhooks.list(listing))];
  const gone: string[] = [];
  for (const { id } of before) {
    if (found.some((webhook) => webhook.id === id)) continue;
    const webhook = await unlessNotFound(webhooks.retrieve(id, options));
    if (webhook === undefined) gone.push(id);
    else found.push(webhook);
  }
  // After the list, too: otherwise, in a process that was suspended in between, the newest endpoint would look like
  // one whose secret is lost, and be deleted.
  const stored = await storedFor(url, store);
  const known: KnownEndpoint[] = [];
  const unknown: WebhookEndpoint[] = [];
  for (const webhook of found.filter((each) => isSameUrl(each.url, url)).toSorted(newestFirst)) {
    const activeSince = stored.find(({ id }) => id === webhook.id)?.activeSince;
    if (activeSince === undefined) unknown.push(webhook);
    else known.push({ webhook, activeSince });
  }
  return { known, unknown, gone, now: apiTime(date, found) };
}

async function storedFor(url: string, store: WebhookSecretStore): Promise<readonly StoredWebhookSecret[]> {
  return ((await loadStored(store))?.endpoints ?? []).filter((each) => isSameUrl(each.url, url));
}

/** Returns `undefined` if another process has deleted the endpoint. */
export async function unlessNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** By the time, then by the ID, so that all processes agree. */
function newestFirst(one: WebhookEndpoint, other: WebhookEndpoint): number {
  return Date.parse(other.created_at) - Date.parse(one.created_at) || (one.id < other.id ? 1 : -1);
}

function isSameUrl(one: string, other: string): boolean {
  return normalize(one) === normalize(other);
}

/**
 * The API may return a URL in another spelling, such as with a slash after the host. A fragment is never sent, and
 * an empty query is the same as none.
 */
function normalize(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.hash = '';
  // Also removes the question mark.
  if (parsed.search === '') parsed.search = '';
  return parsed.href;
}
