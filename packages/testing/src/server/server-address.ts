import type { AddressInfo, Socket } from 'node:net';

/** The base URL of a server for clients on this machine. */
export function serverUrl({ address, port }: AddressInfo): string {
  const own = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return urlOf(own, port);
}

/**
 * The base URL of a server for the client of a connection. It uses the local address of the connection,
 * because a `Host` header can contain any website.
 *
 * @param bound the address that the server listens on
 */
export function connectionUrl(bound: AddressInfo, { localAddress }: Pick<Socket, 'localAddress'>): string {
  const isWildcard = bound.address === '0.0.0.0' || bound.address === '::';
  const address = localAddress?.replace(/^::ffff:(?=\d+\.)/, '');
  // A link-local address has a zone, which URLs don't support.
  const isUsable = isWildcard && address !== undefined && !address.includes('%');
  return isUsable ? urlOf(address, bound.port) : serverUrl(bound);
}

function urlOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
