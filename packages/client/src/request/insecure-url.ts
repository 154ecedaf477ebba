import { isLoopback } from '../loopback.ts';

/**
 * Whether requests to a URL would be sent unencrypted over a network.
 *
 * @param allowInsecureHosts host names, besides loopback, that may be reached over http
 */
export function isInsecure(url: URL, allowInsecureHosts: readonly string[]): boolean {
  if (url.protocol === 'https:') return false;
  return url.protocol !== 'http:' || !(isLoopback(url.hostname) || allowInsecureHosts.includes(url.hostname));
}
