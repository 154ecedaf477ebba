import { ConfigurationError } from '../errors/configuration.ts';
import { isLoopback, isInsecure } from './insecure-url.ts';

/**
 * Checks where the API is said to be.
 *
 * @param baseUrl absolute URL; a path is kept as a prefix
 * @param allowInsecureHosts host names that may be reached by http:// besides loopback
 * @returns the URL without a slash at its end
 * @throws ConfigurationError where the key would travel in the clear, or the URL can be no base
 */
export function checkBaseUrl(baseUrl: string, allowInsecureHosts: readonly string[] = []): string {
  // `localhost:4010` parses as a URL of the scheme `localhost`.
  const host =
    typeof baseUrl === 'string' && /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?([/?#]|$)/i.exec(baseUrl)?.[1];
  if (host || !URL.canParse(baseUrl)) {
    const local = host && isLoopback(host);
    throw new ConfigurationError(
      `\`baseUrl\` must be an absolute URL. Write it as ${host ? `${local ? 'http' : 'https'}://${baseUrl}` : 'https://host'}, or leave it out.`,
    );
  }
  if (!Array.isArray(allowInsecureHosts)) {
    throw new ConfigurationError('`allowInsecureHosts` must be an array of host names.');
  }
  const url = new URL(baseUrl);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(
      '`baseUrl` may not hold a user name, a password, a query or a fragment: leave them out.',
    );
  }
  const prefix = url.pathname.replace(/\/+$/, '');
  if (/\/api\/v\d+$/.test(prefix)) {
    throw new ConfigurationError('`baseUrl` ends in /api/v1, which every path already has: leave it off.');
  }
  if (isInsecure(url, allowInsecureHosts)) {
    throw new ConfigurationError(
      `\`baseUrl\` is ${url.protocol}//${url.hostname}, where the API key would travel in the clear. Use https://, or name the host in \`allowInsecureHosts\` if its network is yours alone.`,
    );
  }
  return url.origin + prefix;
}
