import type { IncomingHttpHeaders } from 'node:http';

const HEADERS = ['authorization', 'content-type', 'range', 'if-range', 'prefer'];

/**
 * Checks an origin.
 *
 * @throws RangeError if it isn't exactly what a browser sends as `Origin`
 */
export function checkOrigin(origin: string): void {
  const isOrigin = URL.canParse(origin) && /^https?:/.test(origin) && new URL(origin).origin === origin;
  if (isOrigin) return;
  throw new RangeError(`cors must be an origin such as http://localhost:3000, got “${origin}”.`);
}

/** Whether a request is a CORS preflight, which a browser sends before a call with the caller's own headers. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** Headers that let pages of the allowed origin call the API; pages of other origins get none. */
export function corsHeaders(
  allowed: string | undefined,
  asked: IncomingHttpHeaders,
): Readonly<Record<string, string>> {
  if (allowed === undefined) return {};
  // A response to one origin must not be cached for another.
  const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Private-Network';
  if (asked.origin !== allowed) return { vary };
  const wantsLoopback = asked['access-control-request-private-network'] === 'true';
  return {
    'access-control-allow-origin': allowed,
    'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
    'access-control-allow-headers': allowedHeaders(asked['access-control-request-headers']),
    'access-control-expose-headers':
      'retry-after, etag, content-range, accept-ranges, www-authenticate, allow',
    // Browsers that protect loopback from public pages require this header as well.
    ...(wantsLoopback ? { 'access-control-allow-private-network': 'true' } : {}),
    vary,
  };
}

/** The API's own headers, and those that the page asks for: tracing adds `traceparent` or `baggage` to every call. */
function allowedHeaders(asked = ''): string {
  const names = asked
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name));
  return [...new Set([...HEADERS, ...names])].join(', ');
}
