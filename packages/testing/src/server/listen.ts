import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkOrigin, corsHeaders, isPreflight } from './cors.ts';
import type { Handler } from '../engine/handler.ts';
import { isLoopback } from '../loopback.ts';
import { listenError } from './listen-error.ts';
import { rejectMalformed } from './malformed-http.ts';
import { checkPort } from './port.ts';
import { createReader, isTooLong, RequestError } from './read-request.ts';
import type { Violation } from '../engine/recording.ts';
import { redactText } from '../engine/redact/redact.ts';
import { connectionUrl, serverUrl } from './server-address.ts';
import { ConnectionReset } from './connection-reset.ts';
import { allowedMethods, UnknownRoute } from '../engine/errors/unknown-route.ts';
import { writeResponse } from './write-response.ts';

/** Options of `listen()`. */
export interface ListenOptions {
  /**
   * Port to listen on; 0 selects a free one. Ports that `fetch` refuses to call are rejected.
   *
   * @default 0
   */
  readonly port?: number | undefined;
  /**
   * Address to listen on. Beyond loopback, anyone with network access can call the server. A sandbox then
   * replaces its keys: read `sandbox.apiKey` afterwards.
   *
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined;
  /**
   * Origin that is allowed to call the API from a browser, such as `http://localhost:3000`.
   *
   * @default none
   */
  readonly cors?: string | undefined;
  /** Called after each response, for logging. The path contains no key and no query. */
  readonly onResponse?:
    | ((response: {
        readonly method: string;
        readonly path: string;
        /** HTTP status; `undefined` if the connection was closed before the response was complete. */
        readonly status: number | undefined;
        /** Mismatches of this call with the spec. */
        readonly violations: readonly Violation[];
      }) => void)
    | undefined;
}

/** A mock or sandbox that is served over HTTP. */
export interface RunningServer extends AsyncDisposable {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** Stops the server, and closes open connections. */
  close(): Promise<void>;
}

/** Handles a request. Returns `false` if the request is for the API. */
export type Intercept = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Options that aren't exported. */
export interface InternalListenOptions extends ListenOptions {
  readonly intercept?: Intercept | undefined;
  /** Called before the first request if other machines can reach the server. */
  readonly onExposed?: ((address: string) => void) | undefined;
}

/**
 * Serves a handler over HTTP.
 *
 * @throws RangeError for an invalid port, host or origin
 * @throws Error with Node's `code` if the server can't listen, such as `EADDRINUSE`
 */
export async function listen(handle: Handler, options: InternalListenOptions = {}): Promise<RunningServer> {
  const { port = 0, host = '127.0.0.1', cors, onResponse, intercept, onExposed } = options;
  checkPort(port);
  // Node would listen on all addresses.
  if (host === '')
    throw new RangeError('host must be an address or a host name, such as 127.0.0.1, got an empty string.');
  if (cors !== undefined) checkOrigin(cors);
  const reader = createReader();
  const server = createServer((incoming, outgoing) => {
    // A client that disconnects early isn't an error.
    incoming.on('error', () => undefined);
    if (intercept?.(incoming, outgoing)) return;
    for (const [name, value] of Object.entries(corsHeaders(cors, incoming.headers))) {
      outgoing.setHeader(name, value);
    }
    if (cors !== undefined && isPreflight(incoming.method, incoming.headers)) outgoing.writeHead(204).end();
    else void serve(incoming, outgoing);
  });
  // With `Expect: 100-continue`, a body that is too large isn't even sent.
  server.on('checkContinue', (incoming, outgoing) => {
    if (!isTooLong(incoming)) outgoing.writeContinue();
    else outgoing.shouldKeepAlive = false;
    server.emit('request', incoming, outgoing);
  });
  rejectMalformed(server);

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '' } = incoming;
    const path = pathOf(url);
    const violations: Violation[] = [];
    outgoing.once('close', () => {
      reader.release(incoming);
      const status = outgoing.writableFinished ? outgoing.statusCode : undefined;
      onResponse?.({ method, path: redactText(path), status, violations });
    });
    const origin = connectionUrl(addressOf(server), incoming.socket);
    const onViolation = (violation: Violation): void => void violations.push(violation);
    const response = await respond(path, async () =>
      handle(await reader.read(incoming), { origin, onViolation }),
    );
    if (response === undefined) outgoing.destroy();
    else await writeResponse(response, incoming, outgoing);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port, host)));
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

/** The path of a request target, which is a full URL if the server is used as a proxy. */
function pathOf(target: string): string {
  if (!target.startsWith('/') && URL.canParse(target)) return new URL(target).pathname;
  return target.replace(/[?#].*/s, '');
}

// Over HTTP, an error becomes a response.
async function respond(path: string, work: () => Promise<Response>): Promise<Response | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectionReset) return undefined;
    const detail = error instanceof Error ? error.message : 'Internal error of the mock.';
    const status = error instanceof RequestError || error instanceof UnknownRoute ? error.status : 500;
    const allow = status === 405 ? { allow: allowedMethods(path).join(', ') } : {};
    const headers = error instanceof RequestError ? { ...allow, ...error.headers } : allow;
    return Response.json({ detail }, { status, headers });
  }
}
