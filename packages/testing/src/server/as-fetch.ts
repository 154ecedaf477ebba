import { readForeignBody } from './foreign-body.ts';
import type { Handler } from '../engine/handler.ts';
import { isRecord } from '../is-record.ts';
import { Severed } from './severed.ts';

/** What stands in for the platform's `fetch`. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A handler as a `fetch`: it observes the signal, and a broken connection looks as it does on Node.
 *
 * It takes the `Request`, `Headers`, `FormData`, `Blob` and `AbortSignal` of any implementation: a test
 * environment such as jsdom replaces some of them by its own, which the others then refuse.
 */
export function asFetch(handle: Handler): FetchLike {
  return async (input, init = {}) => {
    const given = isRequestLike(input) ? input : undefined;
    const signal = init.signal ?? given?.signal;
    if (signal?.aborted) throw reasonOf(signal);
    let abort: (() => void) | undefined;
    const ended = new Promise<never>((_, reject) => {
      abort = () => reject(signal && reasonOf(signal));
      signal?.addEventListener('abort', abort, { once: true });
    });
    try {
      const answer = async (): Promise<Response> => handle(await toRequest(input, init), { signal });
      return await Promise.race([answer(), ended]);
    } catch (error) {
      if (!(error instanceof Severed)) throw error;
      throw new TypeError('fetch failed', { cause: error });
    } finally {
      if (abort) signal?.removeEventListener('abort', abort);
    }
  };
}

/** What is read of a `Request`. */
type RequestLike = Pick<Request, 'url' | 'method' | 'headers' | 'signal' | 'body' | 'arrayBuffer'>;

/** A request of this realm, from parts of any. */
async function toRequest(input: string | URL | Request, init: RequestInit): Promise<Request> {
  const given = isRequestLike(input) ? input : undefined;
  const url = typeof input === 'string' ? input : 'href' in input ? input.href : input.url;
  const method = init.method ?? given?.method ?? 'GET';
  const headers = entriesOf(init.headers ?? given?.headers);
  const { body } = init;
  if (isStreamed(body) && Reflect.get(init, 'duplex') !== 'half') {
    throw new TypeError("RequestInit: duplex 'half' is required to send a stream as the body.");
  }
  if (body === undefined || body === null) {
    const hasOwn = given !== undefined && init.body === undefined && !/^(get|head)$/i.test(method);
    const bytes = hasOwn ? new Uint8Array(await given.arrayBuffer()) : new Uint8Array();
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
  // A Blob that can also be iterated has a size, and is none.
  return (
    isRecord(body) &&
    typeof body['size'] !== 'number' &&
    (typeof body['getReader'] === 'function' || Symbol.asyncIterator in body)
  );
}

/** Headers by name; several of one name are joined, as `Headers` joins them. */
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
  // A polyfill may have none.
  return reason ?? new DOMException('This operation was aborted', 'AbortError');
}
