const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether what goes to this URL could be read on its way.
 *
 * @param allowInsecureHosts host names that may be reached by http:// besides loopback
 */
export function travelsInTheClear(url: URL, allowInsecureHosts: readonly string[]): boolean {
  if (url.protocol === 'https:') return false;
  return (
    url.protocol !== 'http:' || !(LOOPBACK.test(url.hostname) || allowInsecureHosts.includes(url.hostname))
  );
}
