import type { IncomingHttpHeaders } from 'node:http';

/** Headers that let a page of that origin call the API; none for the page of any other. */
export function corsHeaders(
  allowed: string | undefined,
  asked: IncomingHttpHeaders,
): Readonly<Record<string, string>> {
  if (allowed === undefined) return {};
  // An answer to one origin must not be kept for another.
  if (asked.origin !== allowed) return { vary: 'Origin' };
  const wantsLoopback = asked['access-control-request-private-network'] === 'true';
  return {
    'access-control-allow-origin': allowed,
    'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
    'access-control-allow-headers': 'authorization, content-type, range, if-range, prefer',
    'access-control-expose-headers': 'retry-after, etag, content-range',
    // Browsers that guard the loopback from public pages ask for a word of its own.
    ...(wantsLoopback ? { 'access-control-allow-private-network': 'true' } : {}),
    vary: 'Origin',
  };
}
