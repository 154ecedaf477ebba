import type { Client, ClientOptions } from '@optimaldial/client';
import { fakeFetch, type SentRequest } from './fake-fetch.ts';

/** Looks like a signed URL. */
const signed = 'https://storage.example/org-7/list.csv?token=s1gned';

const isStorage = ({ url }: SentRequest): boolean => !url.includes('/api/v1/');

/** Requests for files, and requests to the API for signed URLs. */
export interface StorageRequests {
  readonly api: readonly SentRequest[];
  readonly storage: readonly SentRequest[];
}

/**
 * A client whose API returns numbered signed URLs, and whose storage is `respond`.
 *
 * @param respond called with the number of the request to storage, from 1, and the request
 */
export function storage(
  respond: (attempt: number, init: RequestInit) => Response | Promise<Response>,
  { link = signed, ...options }: ClientOptions & { link?: string } = {},
): { client: Client; requests: () => StorageRequests } {
  const { client, requests } = fakeFetch((_, init, url) => {
    const attempt = requests.filter(isStorage).length;
    if (!url.includes('/api/v1/')) return respond(attempt, init);
    return Response.json({ download_url: `${link}-${attempt + 1}`, expires_at: 1_777_903_361.5 });
  }, options);
  return {
    client,
    requests: () => ({ api: requests.filter((one) => !isStorage(one)), storage: requests.filter(isStorage) }),
  };
}

/** A 206 with the bytes from one offset to another, both included. */
export function part(
  bytes: Uint8Array<ArrayBuffer>,
  from: number,
  headers: Record<string, string> = {},
  to: number = bytes.length - 1,
): Response {
  const range = {
    'content-length': String(to + 1 - from),
    'content-range': `bytes ${from}-${to}/${bytes.length}`,
  };
  return new Response(bytes.subarray(from, to + 1), { status: 206, headers: { ...range, ...headers } });
}

/** A response that announces all bytes and breaks off after some of them. */
export function truncated(
  bytes: Uint8Array<ArrayBuffer>,
  after: number,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  let sent = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (sent) controller.error(new TypeError(`terminated: ${signed}`));
      else controller.enqueue(bytes.subarray(0, after));
      sent = true;
    },
  });
  return new Response(body, { status, headers: { 'content-length': String(bytes.length), ...headers } });
}
