import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Handler } from './handle.ts';
import { Severed } from './severed.ts';

/** Options of `mock.listen()`. */
export interface ListenOptions {
  /** Port to listen on. Default: 0, a free one. */
  readonly port?: number;
  /** Address to listen on. Default: `127.0.0.1`, which only this machine reaches. */
  readonly host?: string;
  /** Told of each answer, to write a log line. Default: nothing. */
  readonly onAnswer?: (answer: {
    readonly method: string;
    readonly path: string;
    readonly status: number;
  }) => void;
}

/** A mock that is served over HTTP. */
export interface Listening extends AsyncDisposable {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** Ends the server and the connections that are open. */
  close(): Promise<void>;
}

/** Serves a handler over HTTP. */
export async function listen(handle: Handler, options: ListenOptions = {}): Promise<Listening> {
  const { port = 0, host = '127.0.0.1', onAnswer } = options;
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing);
  });
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const response = await answer(handle, incoming);
    if (response === undefined) {
      incoming.socket.destroy();
      return;
    }
    const { method = '', url = '' } = incoming;
    await write(response, outgoing);
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

// Over HTTP nothing can be thrown at the caller: he gets the error as an answer that says so.
async function answer(handle: Handler, incoming: IncomingMessage): Promise<Response | undefined> {
  try {
    return await handle(await toRequest(incoming));
  } catch (error) {
    if (error instanceof Severed) return undefined;
    const detail = error instanceof Error ? error.message : 'The mock failed.';
    return Response.json({ detail }, { status: 500 });
  }
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', url = '/' } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
  }
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const body = chunks.length === 0 || method === 'GET' || method === 'HEAD' ? null : Buffer.concat(chunks);
  const host = incoming.headers.host ?? 'mock.invalid';
  return new Request(new URL(url, `http://${host}`), { method, headers, body });
}

async function write(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
