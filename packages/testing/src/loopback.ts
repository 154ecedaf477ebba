/** Whether a host name or an IP address is on loopback: `127.0.0.0/8`, `::1`, `localhost`, `*.localhost`. */
export function isLoopback(host: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+|::1|\[::1\]|(?:[^.]+\.)*localhost)$/i.test(host);
}

/**
 * The base URL of a server on this machine.
 *
 * @returns a copy; `undefined` if the target isn't an http(s) URL on loopback, or contains credentials
 */
export function loopbackUrl(target: string | URL): URL | undefined {
  if (!URL.canParse(String(target))) return undefined;
  const url = new URL(target);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && isLoopback(url.hostname) && url.username + url.password === '' ? url : undefined;
}
