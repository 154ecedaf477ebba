import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A proxy on loopback, for plain requests and tunnels. */
export interface Proxy {
  readonly url: string;
  /** The number of forwarded requests and of tunnels. */
  readonly requests: { plain: number; tunnels: number };
  close(): void;
}

/** Starts a proxy that only forwards to loopback. */
export async function startProxy(): Promise<Proxy> {
  const requests = { plain: 0, tunnels: 0 };
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    requests.plain += 1;
    const { method, headers, url = '' } = incoming;
    const target = new URL(url);
    const onward = request(
      { host: '127.0.0.1', port: target.port, path: target.pathname + target.search, method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', ({ url = '' }: IncomingMessage, socket: Duplex, head: Buffer) => {
    requests.tunnels += 1;
    const onward = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
