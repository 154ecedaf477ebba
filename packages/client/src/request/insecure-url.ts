const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name is this machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host.toLowerCase());
}

/**
 * Whether what goes to this URL could be read on its way.
 *
 * @param allowInsecureHosts host names that may be reached by http:// besides loopback
 */
export function isInsecure(url: URL, allowInsecureHosts: readonly string[]): boolean {
  if (url.protocol === 'https:') return false;
  return url.protocol !== 'http:' || !(isLoopback(url.hostname) || allowInsecureHosts.includes(url.hostname));
}
