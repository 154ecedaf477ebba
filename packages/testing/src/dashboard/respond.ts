import type { ServerResponse } from 'node:http';

/** Headers of every response of the dashboard: other websites can't embed, read or cache it. */
export const GUARDS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Responds with a text, and a line end, which terminals need. */
export function respond(
  outgoing: ServerResponse,
  status: number,
  text = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...GUARDS, ...headers });
  outgoing.end(text === '' ? '' : `${text}\n`);
}
