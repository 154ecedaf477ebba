import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkOrigin, corsHeaders, isPreflight } from './cors.ts';
import type { Handler } from '../engine/handler.ts';
import { isLoopback } from './loopback.ts';
import { refuseMalformed } from './malformed.ts';
import { checkPort } from './port.ts';
import { createReader, isTooLong, Unfit } from './read-request.ts';
import type { Violation } from '../engine/recording.ts';
import { redactText } from '../engine/redact/redact.ts';
import { connectionUrl, serverUrl } from './server-address.ts';
import { Severed } from './severed.ts';
import { allowedMethods, UnknownRoute } from '../engine/unknown-route.ts';

/** Options of `listen()`. */
export interface ListenOptions {
  /**
   * Port to listen on, 0 for a free one. Ports that `fetch` refuses to call are refused.
   *
   * @default 0
   */
  readonly port?: number | undefined;
  /**
   * Address to listen on. Beyond loopback, anyone who reaches this machine can call the server, so a
   * sandbox then replaces its keys: read `sandbox.apiKey` afterwards.
   *
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined;
  /**
   * Origin whose pages may call the API, such as `http://localhost:3000`.
   *
   * @default none
   */
  readonly cors?: string | undefined;
  /** Called after each call, for logging. Its path contains no key and no query. */
  readonly onResponse?:
    | ((answer: {
        readonly method: string;
        readonly path: string;
        /** HTTP status; `undefined` where the connection ended before the answer did. */
        readonly status: number | undefined;
        /** How this call, or its answer, left the description. */
        readonly violations: readonly Violation[];
      }) => void)
    | undefined;
}

/** A stand-in that is served over HTTP. */
export interface RunningServer extends AsyncDisposable {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** Ends the server and the connections that are open. */
  close(): Promise<void>;
}

/** Answers a request by itself; false for one that is for the API. */
export type Before = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Options that only this package uses. */
export interface InternalListenOptions extends ListenOptions {
  readonly before?: Before | undefined;
  /** Called before the first request if other machines may reach the server. */
  readonly onExposed?: ((address: string) => void) | undefined;
}

/**
 * Serves a handler over HTTP.
 *
 * @throws RangeError for a port, host or origin that can't work
 */
export async function listen(handle: Handler, options: InternalListenOptions = {}): Promise<RunningServer> {
  const { port = 0, host = '127.0.0.1', cors, onResponse, before, onExposed } = options;
  checkPort(port);
  // Node takes an empty host for every address there is.
  if (host === '') throw new RangeError('host must be an address or a name, such as 127.0.0.1, got none.');
  if (cors !== undefined) checkOrigin(cors);
  const reader = createReader();
  const server = createServer((incoming, outgoing) => {
    // A caller that disconnects early is no error of the server.
    incoming.on('error', () => undefined);
    if (before?.(incoming, outgoing)) return;
    for (const [name, value] of Object.entries(corsHeaders(cors, incoming.headers))) {
      outgoing.setHeader(name, value);
    }
    if (cors !== undefined && isPreflight(incoming.method, incoming.headers)) outgoing.writeHead(204).end();
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
    const path = pathOf(url);
    const violations: Violation[] = [];
    outgoing.once('close', () => {
      reader.done(incoming);
      const status = outgoing.writableFinished ? outgoing.statusCode : undefined;
      onResponse?.({ method, path: redactText(path), status, violations });
    });
    const origin = connectionUrl(addressOf(server), incoming.socket);
    const notice = (violation: Violation): void => void violations.push(violation);
    const response = await answer(path, async () => handle(await reader.read(incoming), { origin, notice }));
    if (response === undefined) outgoing.destroy();
    else await write(response, incoming, outgoing);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = addressOf(server);
  if (!isLoopback(address.address)) onExposed?.(address.address);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: serverUrl(address), close, [Symbol.asyncDispose]: close };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address;
}

/** The path of a request target, which is a whole URL if the server is called as a proxy. */
function pathOf(target: string): string {
  if (!target.startsWith('/') && URL.canParse(target)) return new URL(target).pathname;
  return target.replace(/[?#].*/s, '');
}

// Over HTTP an error can't be thrown at the caller, who gets it as a response instead.
async function answer(path: string, work: () => Promise<Response>): Promise<Response | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Severed) return undefined;
    const detail = error instanceof Error ? error.message : 'The stand-in failed.';
    const status = error instanceof Unfit || error instanceof UnknownRoute ? error.status : 500;
    const allow = status === 405 ? { allow: allowedMethods(path).join(', ') } : {};
    const headers = error instanceof Unfit ? { ...allow, ...error.headers } : allow;
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
  const closed = new Promise<void>((resolve) => void outgoing.once('close', resolve));
  for await (const piece of body) {
    if (outgoing.destroyed) break;
    bytes += piece.length;
    // Until it is on its way: what is cut short after it must not take it back.
    await Promise.race([closed, new Promise<void>((resolve) => void outgoing.write(piece, () => resolve()))]);
  }
  return bytes;
}
