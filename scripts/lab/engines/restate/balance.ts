import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer, type ServerHttp2Stream } from 'node:http2';

/** A load balancer for workers that serve HTTP/2. */
export interface Balancer {
  readonly url: string;
  close(): void;
}

/** Passes each stream to the next worker that accepts a connection. */
export async function balance(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  async function next(): Promise<ClientHttp2Session | undefined> {
    turn += 1;
    for (let tried = 0; tried < ports.length; tried += 1) {
      const session = await open(ports[(turn + tried) % ports.length] ?? 0);
      if (session !== undefined) return session;
    }
    return undefined;
  }

  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    void next().then((session) => pass(stream, headers, session));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The balancer has no port.');
  return { url: `http://127.0.0.1:${address.port}`, close: () => void server.close() };
}

async function open(port: number): Promise<ClientHttp2Session | undefined> {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => session.destroy());
  try {
    await once(session, 'connect');
    return session;
  } catch {
    return undefined;
  }
}

function pass(
  stream: ServerHttp2Stream,
  { ':method': method, ':path': path, ...headers }: Readonly<Record<string, string | string[] | undefined>>,
  session: ClientHttp2Session | undefined,
): void {
  if (session === undefined) {
    stream.respond({ ':status': 503 }, { endStream: true });
    return;
  }
  const own = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  const request = session.request({ ':method': method, ':path': path, ...Object.fromEntries(own) });
  request.on('error', () => stream.destroy());
  request.on('close', () => session.destroy());
  session.on('close', () => stream.end());
  stream.on('close', () => session.destroy());
  request.on('response', ({ ':status': status, ...rest }) => {
    stream.respond({ ':status': status, ...rest });
    request.pipe(stream);
  });
  stream.pipe(request);
}
