import type { AddressInfo, Socket } from 'node:net';

/** The base URL of a server from this machine; one that listens on every address, by loopback. */
export function serverUrl({ address, port }: AddressInfo): string {
  const own = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return urlOf(own, port);
}

/**
 * The base URL of a server for the caller on the other end of a connection: by the address that the
 * connection came to, because a `Host` header can name any website.
 *
 * @param bound what the server listens on
 */
export function connectionUrl(bound: AddressInfo, { localAddress }: Pick<Socket, 'localAddress'>): string {
  const everywhere = bound.address === '0.0.0.0' || bound.address === '::';
  const address = localAddress?.replace(/^::ffff:(?=\d+\.)/, '');
  // A link-local address has a zone, which no URL can carry.
  const isUsable = everywhere && address !== undefined && !address.includes('%');
  return isUsable ? urlOf(address, bound.port) : serverUrl(bound);
}

function urlOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
