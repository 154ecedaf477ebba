import type { IncomingHttpHeaders } from 'node:http';

const HEADERS = ['authorization', 'content-type', 'range', 'if-range', 'prefer'];

/**
 * Checks the `cors` option.
 *
 * @throws RangeError if it isn't in the format of an `Origin` header
 */
export function checkOrigin(origin: string): void {
  const isOrigin = URL.canParse(origin) && /^https?:/.test(origin) && new URL(origin).origin === origin;
  if (isOrigin) return;
  throw new RangeError(`cors must be an origin, such as http://localhost:3000, got "${origin}".`);
}

/** Whether a request is a CORS preflight. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** CORS headers of a response. Only the allowed origin gets access. */
export function corsHeaders(
  allowed: string | undefined,
  requested: IncomingHttpHeaders,
): Readonly<Record<string, string>> {
  if (allowed === undefined) return {};
  // A response for one origin must not be cached for another.
  const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Private-Network';
  if (requested.origin !== allowed) return { vary };
  const wantsLoopback = requested['access-control-request-private-network'] === 'true';
  return {
    'access-control-allow-origin': allowed,
    'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
    'access-control-allow-headers': allowedHeaders(requested['access-control-request-headers']),
    'access-control-expose-headers':
      'retry-after, etag, content-range, accept-ranges, www-authenticate, allow',
    // Required by browsers that restrict requests from public pages to loopback.
    ...(wantsLoopback ? { 'access-control-allow-private-network': 'true' } : {}),
    vary,
  };
}

/** The API's headers, and those that the page requests, such as `traceparent` for tracing. */
function allowedHeaders(requested = ''): string {
  const names = requested
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name));
  return [...new Set([...HEADERS, ...names])].join(', ');
}
