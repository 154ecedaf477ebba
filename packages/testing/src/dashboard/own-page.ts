import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Whether a request comes from this server's own page, or from a person who opens it. A website that leads
 * a name of its own to this address is told by its Host: only the address that the connection came to, and
 * names that no website can have, are ours. One that calls from elsewhere is told by its Origin, or by what
 * the browser says of the site.
 *
 * @param names of the server, in lower case, besides its addresses
 * @param opens whether the request opens the page, as a link elsewhere may
 */
export function isOwnPage(
  { headers, socket }: IncomingMessage,
  names: readonly string[],
  opens: boolean,
): boolean {
  const host = (headers.host ?? '').toLowerCase();
  const name = host.replace(/:\d+$/, '').replaceAll(/^\[|\]$/g, '');
  const ownAddress = isIP(name) !== 0 && name === plain(socket.localAddress);
  if (!ownAddress && !names.includes(name)) return false;
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return false;
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site === 'same-origin' || site === 'none') return true;
  // A link leads here, not a frame and not a script: who follows it sees the page, the website does not.
  return opens && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/** An IPv4 address as it is written, also where the server listens on IPv6. */
function plain(address = ''): string {
  return address.toLowerCase().replace(/^::ffff:/, '');
}
