import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { corsHeaders } from './cors.ts';
import type { Handler } from './handle.ts';
import { refuseMalformed } from './malformed.ts';
import { createReader, isTooLong, Unfit } from './read-incoming.ts';
import type { Violation } from './recording.ts';
import { Severed } from './severed.ts';

/** Options of `listen()`. */
export interface ListenOptions {
  /** Port to listen on. Default: 0, a free one. */
  readonly port?: number;
  /** Address to listen on. Default: `127.0.0.1`, which only this machine reaches. */
  readonly host?: string;
  /** Origin whose pages may call the API, such as `http://localhost:3000`. Default: none. */
  readonly cors?: string;
  /** Told of each call once it is over, to write a log line. Default: nothing. */
  readonly onAnswer?: (answer: {
    readonly method: string;
    readonly path: string;
    /** HTTP status; `undefined` where the connection ended before the answer did. */
    readonly status: number | undefined;
    /** How this call, or its answer, left the description. */
    readonly violations: readonly Violation[];
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
  const reader = createReader();
  const server = createServer((incoming, outgoing) => {
    // Who goes away in the middle is no fault of ours.
    incoming.on('error', () => undefined);
    if (before?.(incoming, outgoing)) return;
    for (const [name, value] of Object.entries(corsHeaders(cors, incoming.headers))) {
      outgoing.setHeader(name, value);
    }
    if (cors !== undefined && incoming.method === 'OPTIONS') outgoing.writeHead(204).end();
    else void serve(incoming, outgoing);
  });
  // Who asks first is not let send what nobody reads.
  server.on('checkContinue', (incoming, outgoing) => {
    if (!isTooLong(incoming)) outgoing.writeContinue();
    else outgoing.shouldKeepAlive = false;
    server.emit('request', incoming, outgoing);
  });
  refuseMalformed(server);

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '' } = incoming;
    const violations: Violation[] = [];
    outgoing.once('close', () => {
      reader.done(incoming);
      const status = outgoing.writableFinished ? outgoing.statusCode : undefined;
      onAnswer?.({ method, path: url.replace(/\?.*/s, ''), status, violations });
    });
    const response = await answer(async () =>
      handle(await reader.read(incoming), (violation) => violations.push(violation)),
    );
    if (response === undefined) outgoing.destroy();
    else await write(response, incoming, outgoing);
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
  return { url: urlOf(address), close, [Symbol.asyncDispose]: close };
}

/** Where a server is reached from this machine; one that listens everywhere, by the loopback. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (family !== 'IPv6') return `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`;
  return `http://[${address === '::' ? '::1' : address}]:${port}`;
}

// Over HTTP nothing can be thrown at the caller: he gets the error as an answer that says so.
async function answer(work: () => Promise<Response>): Promise<Response | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Severed) return undefined;
    const detail = error instanceof Error ? error.message : 'The stand-in failed.';
    const { status, headers } = error instanceof Unfit ? error : { status: 500, headers: {} };
    return Response.json({ detail }, { status, headers });
  }
}

async function write(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const length = response.headers.get('content-length');
  const isFile = length !== null && response.body !== null && incoming.method !== 'HEAD';
  const body = isFile ? undefined : Buffer.from(await response.arrayBuffer());
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  if (body !== undefined && body.length > 0) outgoing.setHeader('content-length', body.length);
  outgoing.writeHead(response.status);
  if (body !== undefined) outgoing.end(incoming.method === 'HEAD' ? undefined : body);
  else if (isFile && (await stream(response.body, outgoing)) === Number(length)) outgoing.end();
  // Cut short, on purpose or by who left: whoever counts on the rest must not wait for it.
  else outgoing.destroy();
}

/** Sends a body as fast as it is taken, and counts its bytes. */
async function stream(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<number> {
  let bytes = 0;
  for await (const piece of body) {
    if (outgoing.destroyed) break;
    bytes += piece.length;
    if (!outgoing.write(piece)) await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
  }
  return bytes;
}
