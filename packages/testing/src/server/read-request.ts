import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../engine/body/limits.ts';

/** The request is rejected before it is handled. */
export class RequestError extends Error {
  /** HTTP status of the response. */
  readonly status: number;
  /** Headers of the response. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Creates requests from HTTP messages. */
export interface Reader {
  /**
   * Creates a request. Its body is read from the socket on demand, so that a request rejected by its headers
   * takes no memory. Reading the body rejects with a `RequestError` if it's too large.
   *
   * @throws RequestError if its method, target, `Host` or `Content-Length` is invalid
   */
  read(incoming: IncomingMessage): Promise<Request>;
  /** Releases the memory of a request. */
  release(incoming: IncomingMessage): void;
}

const MAX_TOTAL_BYTES = 10 * MAX_BODY_BYTES;

/** Creates a reader that limits the memory of all requests together. */
export function createReader(): Reader {
  const bytesByRequest = new Map<IncomingMessage, number>();
  let totalBytes = 0;

  function setBytes(incoming: IncomingMessage, bytes: number): void {
    totalBytes += bytes - (bytesByRequest.get(incoming) ?? 0);
    if (bytes === 0) bytesByRequest.delete(incoming);
    else bytesByRequest.set(incoming, bytes);
  }

  /** Creates a stream of the body that reads on demand. */
  function createBody(incoming: IncomingMessage): ReadableStream<Uint8Array> {
    let chunks: AsyncIterator<unknown> | undefined;
    let bytes = 0;
    // The rest is received and discarded, because some clients read the response only after sending it.
    async function discard(): Promise<void> {
      setBytes(incoming, 0);
      await chunks?.return?.();
      incoming.resume();
    }
    return new ReadableStream(
      {
        async pull(stream) {
          chunks ??= incoming.iterator({ destroyOnReturn: false });
          const next = await chunks.next();
          const value: unknown = next.value;
          if (!Buffer.isBuffer(value)) {
            stream.close();
            return;
          }
          bytes += value.length;
          const isTotalExceeded = totalBytes + value.length > MAX_TOTAL_BYTES;
          if (bytes > MAX_BODY_BYTES || isTotalExceeded) {
            await discard();
            stream.error(bytes > MAX_BODY_BYTES ? tooLarge() : totalExceeded());
            return;
          }
          setBytes(incoming, bytes);
          stream.enqueue(value);
        },
        cancel: discard,
      },
      { highWaterMark: 0 },
    );
  }

  function createRequest(incoming: IncomingMessage): Request {
    const { method = 'GET', headers: rawHeaders } = incoming;
    if (isTooLong(incoming)) throw tooLarge();
    // Node's Request doesn't support these methods.
    if (/^(trace|track|connect)$/i.test(method)) throw new RequestError(405, `${method} is not supported`);
    const headers = new Headers();
    for (const [name, value] of Object.entries(rawHeaders)) {
      headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
    }
    const isEmpty =
      rawHeaders['transfer-encoding'] === undefined && Number(rawHeaders['content-length'] ?? 0) === 0;
    const hasNoBody = isEmpty || method === 'GET' || method === 'HEAD';
    const init = { method, headers, body: hasNoBody ? null : createBody(incoming), duplex: 'half' as const };
    return new Request(readUrl(incoming), init);
  }

  return {
    read: (incoming) => Promise.resolve().then(() => createRequest(incoming)),
    release: (incoming) => setBytes(incoming, 0),
  };
}

/** Whether the `Content-Length` of a request exceeds the limit. */
export function isTooLong({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES;
}

function tooLarge(): RequestError {
  return new RequestError(413, 'The request body is over 100 MB');
}

function totalExceeded(): RequestError {
  return new RequestError(503, 'The bodies of concurrent requests exceed 1 GB in total; retry later', {
    'retry-after': '1',
  });
}

/** The URL of a request target, which is a path, or a full URL if the server is used as a proxy. */
function readUrl({ url = '/', headers: { host = 'mock.invalid' } }: IncomingMessage): URL {
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(host))
    throw new RequestError(400, 'Invalid Host header');
  // Concatenated, not resolved: “//host/path” is a path here, not another host.
  const target = url.startsWith('/') ? `http://${host}${url}` : url;
  if (/^https?:/i.test(target) && URL.canParse(target)) return new URL(target);
  throw new RequestError(400, 'Invalid request target');
}
