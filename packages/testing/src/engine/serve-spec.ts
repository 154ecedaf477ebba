import { copySpec } from '../spec/operations.ts';

/**
 * Serves the spec at `/openapi.json`.
 *
 * @param origin base URL of the server, which replaces the `servers` of the spec
 * @returns `undefined` for any other path
 */
export function serveSpec({ url, method }: Request, origin: string | undefined): Response | undefined {
  if (new URL(url).pathname !== '/openapi.json') return undefined;
  const headers = { 'content-type': 'application/json' };
  if (method !== 'GET' && method !== 'HEAD') {
    const body = JSON.stringify({ detail: '/openapi.json supports only GET and HEAD.' });
    return new Response(body, { status: 405, headers: { ...headers, allow: 'GET, HEAD' } });
  }
  const servers = origin === undefined ? {} : { servers: [{ url: origin, description: 'This server.' }] };
  const body = method === 'HEAD' ? null : JSON.stringify({ ...copySpec(), ...servers });
  return new Response(body, { headers });
}
