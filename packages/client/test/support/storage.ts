import type { Client, ClientOptions } from '@optimaldial/client';
import { stub, type Seen } from './stub.ts';

/** Looks like what a storage signs. */
const signed = 'https://storage.example/org-7/list.csv?token=s1gned';

const isStorage = ({ url }: Seen): boolean => !url.includes('/api/v1/');

/** What the storage was asked for, and what for a link. */
export interface StorageSeen {
  readonly api: readonly Seen[];
  readonly storage: readonly Seen[];
}

/**
 * A client whose API gives links that are told apart by their number, and whose storage is `answer`.
 *
 * @param answer told how many times the storage was asked, and the request
 */
export function storage(
  answer: (asked: number, init: RequestInit) => Response | Promise<Response>,
  { link = signed, ...options }: ClientOptions & { link?: string } = {},
): { client: Client; seen: () => StorageSeen } {
  const { client, seen } = stub((_, init, url) => {
    const asked = seen.filter(isStorage).length;
    if (!url.includes('/api/v1/')) return answer(asked, init);
    return Response.json({ download_url: `${link}-${asked + 1}`, expires_at: 1_777_903_361.5 });
  }, options);
  return {
    client,
    seen: () => ({ api: seen.filter((one) => !isStorage(one)), storage: seen.filter(isStorage) }),
  };
}

/** The bytes from there on, as the body of an answer that says so. */
export function part(
  bytes: Uint8Array<ArrayBuffer>,
  from: number,
  headers: Record<string, string> = {},
): Response {
  return new Response(bytes.subarray(from), {
    status: 206,
    headers: {
      'content-length': String(bytes.length - from),
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      ...headers,
    },
  });
}

/** An answer that announces all of the bytes and breaks off after some of them. */
export function broken(
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
