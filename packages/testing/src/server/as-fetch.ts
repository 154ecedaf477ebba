import { readForeignBody } from './foreign-body.ts';
import type { Handler } from '../engine/handler.ts';
import { isRecord } from '../is-record.ts';
import { ConnectionReset } from './connection-reset.ts';

/** A function with the signature of `fetch`. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * Converts a handler to a `fetch`. It supports the signal, and a reset connection rejects as in Node.
 *
 * It accepts the `Request`, `Headers`, `FormData`, `Blob` and `AbortSignal` of any implementation, because
 * test environments such as jsdom replace some of them.
 */
export function asFetch(handle: Handler): FetchLike {
  return async (input, init = {}) => {
    const request = isRequestLike(input) ? input : undefined;
    const signal = init.signal ?? request?.signal;
    if (signal?.aborted) throw reasonOf(signal);
    let abort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal && reasonOf(signal));
      signal?.addEventListener('abort', abort, { once: true });
    });
    try {
      const respond = async (): Promise<Response> => handle(await toRequest(input, init), { signal });
      return await Promise.race([respond(), aborted]);
    } catch (error) {
      if (!(error instanceof ConnectionReset)) throw error;
      throw new TypeError('fetch failed', { cause: error });
    } finally {
      if (abort) signal?.removeEventListener('abort', abort);
    }
  };
}

/** The properties of a `Request` that are used. */
type RequestLike = Pick<Request, 'url' | 'method' | 'headers' | 'signal' | 'body' | 'arrayBuffer'>;

/** Creates a Node request from parts of any implementation. */
async function toRequest(input: string | URL | Request, init: RequestInit): Promise<Request> {
  const request = isRequestLike(input) ? input : undefined;
  const url = typeof input === 'string' ? input : 'href' in input ? input.href : input.url;
  const method = init.method ?? request?.method ?? 'GET';
  const headers = entriesOf(init.headers ?? request?.headers);
  const { body } = init;
  if (isStreamed(body) && Reflect.get(init, 'duplex') !== 'half') {
    throw new TypeError('RequestInit: duplex "half" is required to send a stream as the body.');
  }
  if (body === undefined || body === null) {
    const hasOwn = request !== undefined && init.body === undefined && !/^(get|head)$/i.test(method);
    const bytes = hasOwn ? new Uint8Array(await request.arrayBuffer()) : new Uint8Array();
    return new Request(url, { method, headers, body: bytes.length === 0 ? null : bytes });
  }
  const { bytes, type } = await readForeignBody(body);
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const all = hasType || type === undefined ? headers : { ...headers, 'content-type': type };
  return new Request(url, { method, headers: all, body: bytes });
}

function isRequestLike(input: unknown): input is RequestLike {
  return isRecord(input) && typeof input['url'] === 'string' && typeof input['arrayBuffer'] === 'function';
}

function isStreamed(body: unknown): boolean {
  // A Blob may be iterable too, but it has a size.
  return (
    isRecord(body) &&
    typeof body['size'] !== 'number' &&
    (typeof body['getReader'] === 'function' || Symbol.asyncIterator in body)
  );
}

/** Reads headers of any kind. Values of the same name are joined, as in `Headers`. */
function entriesOf(headers: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  const add = (name: unknown, value: unknown): void => {
    const key = String(name).toLowerCase();
    found[key] = key in found ? `${found[key]}, ${String(value)}` : String(value);
  };
  if (!isRecord(headers)) return found;
  if (isPairs(headers)) for (const [name, value] of headers) add(name, value);
  else for (const [name, value] of Object.entries(headers)) add(name, value);
  return found;
}

function isPairs(headers: object): headers is Iterable<readonly [unknown, unknown]> {
  return Symbol.iterator in headers;
}

function reasonOf({ reason }: AbortSignal): unknown {
  // Polyfills may not set a reason.
  return reason ?? new DOMException('This operation was aborted', 'AbortError');
}
