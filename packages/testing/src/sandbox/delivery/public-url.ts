import { isIP } from 'node:net';

// Not routed on the public internet: this host, private networks, carrier-grade NAT, loopback, link-local.
const PRIVATE_IPV4 =
  /^(?:0|10|127|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./;
const PRIVATE_NAME = /^(?:[^.]+|(?:.+\.)?(?:localhost|local|internal))$/;

/** Whether a URL is https:// on a public host and without credentials, as the API requires of endpoints. */
export function isPublic(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (protocol !== 'https:' || username + password !== '' || hostname.startsWith('[')) return false;
  const name = hostname.replace(/\.$/, '');
  return !(isIP(name) === 0 ? PRIVATE_NAME : PRIVATE_IPV4).test(name);
}
