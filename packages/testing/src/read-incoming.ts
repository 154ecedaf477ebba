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

/** Reads requests whole. */
export interface Reader {
  /**
   * Reads one.
   *
   * @throws Unfit for one that is none, or is too large
   */
  read(incoming: IncomingMessage): Promise<Request>;
  /** Tells that one is done with: what it took is free for others. */
  done(incoming: IncomingMessage): void;
}

// The largest file that the API takes, and what a form puts around it.
const MOST_BYTES = 104_857_600 + 65_536;
const MOST_BYTES_AT_ONCE = 10 * MOST_BYTES;
// Each piece costs more than its bytes: a body sent byte by byte must not take a hundred times its size.
const MOST_PIECES = 1024;

/** Makes a reader that keeps only so much at once, of all connections together. */
export function createReader(): Reader {
  const held = new Map<IncomingMessage, number>();
  let heldInAll = 0;

  function hold(incoming: IncomingMessage, bytes: number): void {
    heldInAll += bytes - (held.get(incoming) ?? 0);
    if (bytes === 0) held.delete(incoming);
    else held.set(incoming, bytes);
  }

  async function readBody(incoming: IncomingMessage): Promise<Buffer> {
    let whole: Buffer[] = [];
    let pieces: Buffer[] = [];
    let bytes = 0;
    let refusal = isTooLong(incoming) ? tooLarge() : undefined;
    for await (const piece of incoming) {
      // Read on, so that the sender gets the answer; but keep nothing.
      if (refusal !== undefined || !Buffer.isBuffer(piece)) continue;
      bytes += piece.length;
      if (bytes > MOST_BYTES) refusal = tooLarge();
      else if (heldInAll + piece.length > MOST_BYTES_AT_ONCE) refusal = tooMuchAtOnce();
      if (refusal === undefined) {
        hold(incoming, bytes);
        pieces.push(piece);
        if (pieces.length < MOST_PIECES) continue;
        whole.push(Buffer.concat(pieces));
      } else {
        hold(incoming, 0);
        whole = [];
      }
      pieces = [];
    }
    if (refusal !== undefined) throw refusal;
    return Buffer.concat([...whole, ...pieces]);
  }

  return {
    async read(incoming) {
      const { method = 'GET', headers: given } = incoming;
      const body = await readBody(incoming);
      // The platform's Request knows no such methods.
      if (/^(trace|track|connect)$/i.test(method)) throw new Unfit(405, `The API has no ${method}.`);
      const headers = new Headers();
      for (const [name, value] of Object.entries(given)) {
        headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
      }
      const bodiless = body.length === 0 || method === 'GET' || method === 'HEAD';
      return new Request(readAddress(incoming), {
        method,
        headers,
        body: bodiless ? null : new Uint8Array(body),
      });
    },
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
