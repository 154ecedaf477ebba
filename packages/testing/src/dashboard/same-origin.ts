import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Whether a request comes from the dashboard itself, or from a user who opens it.
 *
 * `Host` prevents DNS rebinding: it must be the IP address of the connection, or one of the host names.
 * `Origin` and `Sec-Fetch-Site` prevent requests from other websites.
 *
 * @param hostNames allowed host names, in lower case
 * @param isPage whether the request is for the page, which other websites may link to
 */
export function isSameOrigin(
  { headers, socket }: IncomingMessage,
  hostNames: readonly string[],
  isPage: boolean,
): boolean {
  const host = (headers.host ?? '').toLowerCase();
  const name = host.replace(/:\d+$/, '').replaceAll(/^\[|\]$/g, '');
  const isOwnAddress = isIP(name) !== 0 && name === toIPv4(socket.localAddress);
  if (!isOwnAddress && !hostNames.includes(name)) return false;
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return false;
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site === 'same-origin' || site === 'none') return true;
  // A link, not a frame or a script: the user sees the page, the other website doesn't.
  return isPage && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/** Converts an IPv4 address that is mapped to IPv6. */
function toIPv4(address = ''): string {
  return address.toLowerCase().replace(/^::ffff:/, '');
}
