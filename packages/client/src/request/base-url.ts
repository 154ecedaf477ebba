import { ConfigurationError } from '../errors/configuration.ts';
import { isLoopback } from '../loopback.ts';
import { isInsecure } from './insecure-url.ts';

/**
 * Checks the base URL.
 *
 * @param baseUrl absolute URL; a path is kept as a prefix
 * @param allowInsecureHosts host names, besides loopback, that may be reached over http
 * @param name what to call the URL in messages. Default: `baseUrl`
 * @returns the URL without a trailing slash
 * @throws ConfigurationError if the key would be sent unencrypted, or the URL can't be a base
 */
export function checkBaseUrl(
  baseUrl: string,
  allowInsecureHosts: readonly string[] = [],
  name = '`baseUrl`',
): string {
  // `localhost:4010` parses as a URL with the scheme `localhost`.
  const host =
    typeof baseUrl === 'string' && /^([\w.-]+|\[[\da-fA-F:]+\])(:\d{1,5})?([/?#]|$)/.exec(baseUrl)?.[1];
  if (host || !URL.canParse(baseUrl)) {
    const scheme = host && isLoopback(host) ? 'http' : 'https';
    throw new ConfigurationError(
      `${name} must be an absolute URL, such as ${scheme}://${host ? baseUrl : 'host'}.`,
    );
  }
  if (!Array.isArray(allowInsecureHosts)) {
    throw new ConfigurationError('`allowInsecureHosts` must be an array of host names.');
  }
  const url = new URL(baseUrl);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(`${name} can't contain a username, password, query or fragment. Remove it.`);
  }
  const prefix = url.pathname.replace(/\/+$/, '');
  if (/\/api\/v\d+$/.test(prefix)) {
    throw new ConfigurationError(`${name} ends in /api/v1, which every path already contains. Remove it.`);
  }
  if (isInsecure(url, allowInsecureHosts)) {
    throw new ConfigurationError(
      `${name} is ${url.protocol}//${url.hostname}, which would send the API key unencrypted. Use https, or add the host to \`allowInsecureHosts\` if you trust its network.`,
    );
  }
  return url.origin + prefix;
}
