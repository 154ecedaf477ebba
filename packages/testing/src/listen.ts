import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Handler } from './handle.ts';
import { Severed } from './severed.ts';

/** Options of `listen()`. */
export interface ListenOptions {
  /** Port to listen on. Default: 0, a free one. */
  readonly port?: number;
  /** Address to listen on. Default: `127.0.0.1`, which only this machine reaches. */
  readonly host?: string;
  /** Origin whose pages may call the API, such as `http://localhost:3000`. Default: none. */
  readonly cors?: string;
  /** Told of each answer, to write a log line. Default: nothing. */
  readonly onAnswer?: (answer: {
    readonly method: string;
    readonly path: string;
    readonly status: number;
  }) => void;
}

/** A stand-in that is served over HTTP. */
export interface Listening extends AsyncDisposable {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** Ends the server and the connections that are open. */
  close(): Promise<void>;
}

/** Answers a request by itself; false for one that is for the API. */
export type Before = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Serves a handler over HTTP. */
export async function listen(
  handle: Handler,
  options: ListenOptions & { readonly before?: Before } = {},
): Promise<Listening> {
  const { port = 0, host = '127.0.0.1', cors, onAnswer, before } = options;
  const server = createServer((incoming, outgoing) => {
    // Who goes away in the middle is no fault of ours.
    incoming.on('error', () => undefined);
    if (before?.(incoming, outgoing)) return;
    for (const [name, value] of Object.entries(corsHeaders(cors))) outgoing.setHeader(name, value);
    if (cors !== undefined && incoming.method === 'OPTIONS') outgoing.writeHead(204).end();
    else void serve(incoming, outgoing);
  });
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const response = await answer(handle, incoming);
    if (response === undefined) {
      incoming.socket.destroy();
      return;
    }
    const { method = '', url = '' } = incoming;
    await write(response, incoming, outgoing);
    onAnswer?.({ method, path: url.replace(/\?.*/s, ''), status: response.status });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close, [Symbol.asyncDispose]: close };
}

function corsHeaders(origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
    'access-control-allow-headers': 'authorization, content-type, range, if-range, prefer',
    'access-control-expose-headers': 'retry-after, etag, content-range',
    vary: 'Origin',
  };
}

// Over HTTP nothing can be thrown at the caller: he gets the error as an answer that says so.
async function answer(handle: Handler, incoming: IncomingMessage): Promise<Response | undefined> {
  try {
    const request = await toRequest(incoming);
    if (request !== undefined) return await handle(request);
    return Response.json({ detail: 'The body is over 100 MB' }, { status: 413 });
  } catch (error) {
    if (error instanceof Severed) return undefined;
    const detail = error instanceof Error ? error.message : 'The stand-in failed.';
    return Response.json({ detail }, { status: 500 });
  }
}

// The largest file that the API takes, and what a form puts around it.
const MOST_BYTES = 104_857_600 + 65_536;

/** The request, read whole; `undefined` where it is larger than any may be. */
async function toRequest(incoming: IncomingMessage): Promise<Request | undefined> {
  const { method = 'GET', url = '/' } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming) {
    if (!Buffer.isBuffer(piece)) continue;
    bytes += piece.length;
    // Read on, so that the sender gets the answer; but keep nothing.
    if (bytes > MOST_BYTES) pieces.length = 0;
    else pieces.push(piece);
  }
  if (bytes > MOST_BYTES) return undefined;
  const body = bytes === 0 || method === 'GET' || method === 'HEAD' ? null : Buffer.concat(pieces);
  const host = incoming.headers.host ?? 'mock.invalid';
  return new Request(new URL(url, `http://${host}`), { method, headers, body });
}

async function write(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  outgoing.writeHead(response.status);
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}
