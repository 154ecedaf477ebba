import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { dashboardHtml } from './html.ts';
import { respond } from './respond.ts';

/**
 * Serves the page, whose policy allows only its own script and style.
 *
 * @param options.token authenticates the actions
 * @param options.run identifies the start of the server
 */
export function servePage(outgoing: ServerResponse, options: { token: string; run: string }): void {
  const nonce = randomBytes(12).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  respond(outgoing, 200, dashboardHtml({ nonce, ...options }), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
  });
}
