import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { listen, stop } from '@optimaldial/checks/loopback';
import { makeCertificate } from '@optimaldial/lab/certificate';
import { respondWith } from './respond-with.ts';

/** A proxy that decrypts TLS with a certificate of its own. Nothing leaves loopback. */
export interface CorporateProxy {
  readonly url: string;
  /** The certificate, as PEM. */
  readonly certificate: string;
  /** The hosts of the tunnels so far, with those that were refused. */
  readonly tunnels: string[];
  /** The requests in the tunnels so far: method and host. */
  readonly requests: string[];
  close(): void;
}

const DAY_MS = 86_400_000;

/** Starts a proxy. Each host has a handler; tunnels to another host are refused. */
export async function startCorporateProxy(
  hosts: Readonly<Record<string, (request: Request) => Promise<Response>>>,
): Promise<CorporateProxy> {
  const tunnels: string[] = [];
  const requests: string[] = [];
  const now = Date.now();
  const { key, cert } = makeCertificate(Object.keys(hosts), new Date(now - DAY_MS), new Date(now + DAY_MS));
  const decrypting = createTlsServer({ key, cert }, (incoming, outgoing) => {
    const { host = '' } = incoming.headers;
    requests.push(`${incoming.method} ${host}`);
    void respondWith(hosts[host], incoming, outgoing);
  });
  const proxy = createServer((_, outgoing) => outgoing.writeHead(405).end());
  proxy.on('connect', ({ url = '' }: IncomingMessage, socket: Duplex) => {
    const [host = ''] = url.split(':');
    tunnels.push(host);
    socket.on('error', () => socket.destroy());
    if (hosts[host] === undefined) socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    else {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      decrypting.emit('connection', socket);
    }
  });
  return {
    url: await listen(proxy),
    certificate: cert,
    tunnels,
    requests,
    close: () => stop(proxy),
  };
}
