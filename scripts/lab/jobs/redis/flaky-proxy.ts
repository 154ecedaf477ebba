import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A proxy in front of a server that can lose responses. */
export interface FlakyProxy {
  readonly port: number;
  /** Before the next response is lost, this runs. */
  loseNext(meanwhile?: () => Promise<unknown>): void;
  /** Number of responses that were lost. */
  readonly lost: number;
  stop(): Promise<void>;
}

/**
 * Starts a proxy. It loses a response by closing the connection of the client after the server has responded: what
 * the client has asked for was carried out.
 */
export async function startFlakyProxy(port: number): Promise<FlakyProxy> {
  const sockets = new Set<Socket>();
  let meanwhile: (() => Promise<unknown>) | undefined;
  let lost = 0;
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      // What a socket can't send or receive is what this proxy is for.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    server.on('data', (data) => {
      if (meanwhile === undefined) {
        client.write(data);
        return;
      }
      const work = meanwhile;
      meanwhile = undefined;
      lost += 1;
      void work().finally(() => client.destroy());
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return {
    port: address.port,
    get lost() {
      return lost;
    },
    loseNext(work = () => Promise.resolve()) {
      meanwhile = work;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
