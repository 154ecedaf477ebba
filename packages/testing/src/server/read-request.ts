import type { IncomingMessage } from 'node:http';

/** Why a request is refused before anything looks at it. */
export class Unfit extends Error {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Makes requests of what arrives on a socket. */
export interface Reader {
  /**
   * Makes a request. Its body is read from the socket when it is asked for, so that nothing is kept of one
   * that is refused by its headers. Reading it rejects with `Unfit` if it is too large.
   *
   * @throws Unfit if it isn't a request that the API could have, or says that it is too large
   */
  read(incoming: IncomingMessage): Promise<Request>;
  /** Releases what a request took, for others. */
  done(incoming: IncomingMessage): void;
}

// The largest file that the API takes, and what a form puts around it.
const MOST_BYTES = 104_857_600 + 65_536;
const MOST_BYTES_AT_ONCE = 10 * MOST_BYTES;

/** Makes a reader that holds a limited amount at once, over all connections. */
export function createReader(): Reader {
  const held = new Map<IncomingMessage, number>();
  let heldInAll = 0;

  function hold(incoming: IncomingMessage, bytes: number): void {
    heldInAll += bytes - (held.get(incoming) ?? 0);
    if (bytes === 0) held.delete(incoming);
    else held.set(incoming, bytes);
  }

  /** The body as a stream that reads nothing before it is read itself. */
  function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
    let pieces: AsyncIterator<unknown> | undefined;
    let bytes = 0;
    // The rest still has to leave the sender, which else might never look at the answer.
    async function discard(): Promise<void> {
      hold(incoming, 0);
      await pieces?.return?.();
      incoming.resume();
    }
    return new ReadableStream(
      {
        async pull(stream) {
          pieces ??= incoming.iterator({ destroyOnReturn: false });
          const next = await pieces.next();
          const value: unknown = next.value;
          if (!Buffer.isBuffer(value)) {
            stream.close();
            return;
          }
          bytes += value.length;
          const tooMuch = heldInAll + value.length > MOST_BYTES_AT_ONCE;
          if (bytes > MOST_BYTES || tooMuch) {
            await discard();
            stream.error(bytes > MOST_BYTES ? tooLarge() : tooMuchAtOnce());
            return;
          }
          hold(incoming, bytes);
          stream.enqueue(value);
        },
        cancel: discard,
      },
      { highWaterMark: 0 },
    );
  }

  function makeRequest(incoming: IncomingMessage): Request {
    const { method = 'GET', headers: given } = incoming;
    if (isTooLong(incoming)) throw tooLarge();
    // The platform's Request refuses these methods.
    if (/^(trace|track|connect)$/i.test(method)) throw new Unfit(405, `The API has no ${method}.`);
    const headers = new Headers();
    for (const [name, value] of Object.entries(given)) {
      headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
    }
    const empty = given['transfer-encoding'] === undefined && Number(given['content-length'] ?? 0) === 0;
    const bodiless = empty || method === 'GET' || method === 'HEAD';
    const init = { method, headers, body: bodiless ? null : bodyOf(incoming), duplex: 'half' as const };
    return new Request(readAddress(incoming), init);
  }

  return {
    read: (incoming) => Promise.resolve().then(() => makeRequest(incoming)),
    done: (incoming) => hold(incoming, 0),
  };
}

/** Whether a request says beforehand that it is larger than any may be. */
export function isTooLong({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > MOST_BYTES;
}

function tooLarge(): Unfit {
  return new Unfit(413, 'The body is over 100 MB');
}

function tooMuchAtOnce(): Unfit {
  return new Unfit(503, 'The requests under way are over 1 GB together: send this one again later', {
    'retry-after': '1',
  });
}

/** The URL that a request is for: its path, or the whole of it, as it is sent to a proxy. */
function readAddress({ url = '/', headers: { host = 'mock.invalid' } }: IncomingMessage): URL {
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(host))
    throw new Unfit(400, 'The header Host is no host.');
  // Put together rather than resolved: “//host/path” is a path here, not another host.
  const address = url.startsWith('/') ? `http://${host}${url}` : url;
  if (/^https?:/i.test(address) && URL.canParse(address)) return new URL(address);
  throw new Unfit(400, 'The target of the request is no path and no URL.');
}
