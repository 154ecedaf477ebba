import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sandbox } from '../sandbox/types.ts';
import type { Processing } from '../sandbox/uploads.ts';
import { createActions, readGiven } from './actions.ts';
import { pageDocument } from './document.ts';
import type { NextRequest } from './next-request.ts';
import { isOwnPage } from './own-page.ts';
import { accountState, type PageState, type ShownRequest } from './state.ts';
import { createWatchers } from './watchers.ts';

/** The page of a sandbox, and its buttons. */
export interface Page {
  /** Answers what is for the page; false for a call of the API. */
  serve(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
  /** Shows a request. */
  show(request: Omit<ShownRequest, 'id' | 'at'>): void;
  /** Ends the connections that show it. */
  close(): void;
}

const MOST_REQUESTS = 50;

/**
 * Makes the page. No website that its user visits can read it or press its buttons: a request has to come
 * from the page itself, and a button needs a token that is made at each start.
 *
 * @param names by which the server is reached besides its addresses, in lower case
 */
export function createPage(
  sandbox: Sandbox,
  { next, times, names }: { next: NextRequest; times: Processing; names: readonly string[] },
): Page {
  const token = randomBytes(24).toString('base64url');
  const run = randomBytes(9).toString('base64url');
  const requests: ShownRequest[] = [];
  let requestsInAll = 0;
  let violationsInAll = 0;
  const watchers = createWatchers(run, (): PageState => {
    const armed = next.armed() ?? null;
    return { ...accountState(sandbox, times), armed, requestsInAll, violationsInAll, requests };
  });
  const actions = createActions(sandbox, next);

  async function press(name: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const action = actions.get(name);
    if (action === undefined) return end(outgoing, 404, 'No such button.');
    if (incoming.method !== 'POST')
      return end(outgoing, 405, 'A button is pressed by POST.', { allow: 'POST' });
    if (!same(incoming.headers['x-sandbox-token'], token)) {
      return end(outgoing, 403, 'The page is of an earlier start: reload it.');
    }
    try {
      await action(await readGiven(incoming));
      watchers.tell();
      end(outgoing, 204);
    } catch (error) {
      end(outgoing, 400, error instanceof Error ? error.message : 'That did not work.');
    }
  }

  function open(outgoing: ServerResponse): void {
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
    end(outgoing, 200, pageDocument({ nonce, token, run }), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
    });
  }

  return {
    serve(incoming, outgoing) {
      const { method = '', url = '/' } = incoming;
      const path = url.replace(/\?.*/s, '');
      if (path !== '/' && !path.startsWith('/_sandbox/')) return false;
      const reads = method === 'GET' || method === 'HEAD';
      if (!isOwnPage(incoming, names, path === '/' && reads)) end(outgoing, 403, NOT_YOURS);
      else if (path !== '/' && path !== '/_sandbox/events') {
        void press(path.slice('/_sandbox/'.length), incoming, outgoing);
      } else if (!reads || (path !== '/' && method === 'HEAD')) {
        end(outgoing, 405, 'The page is only read.', { allow: path === '/' ? 'GET, HEAD' : 'GET' });
      } else if (path === '/') open(outgoing);
      else if (!watchers.add(outgoing)) {
        end(outgoing, 503, 'Too many pages are open: close some, and reload this one.');
      }
      return true;
    },
    show(request) {
      requestsInAll += 1;
      violationsInAll += request.violations.length;
      requests.unshift({ id: requestsInAll, at: sandbox.now().toISOString(), ...request });
      requests.length = Math.min(requests.length, MOST_REQUESTS);
      watchers.tell();
    },
    close: () => watchers.close(),
  };
}

const NOT_YOURS =
  'The page is for whoever runs the sandbox: open it by the address that was printed, or by another address of that machine.';

function same(given: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function end(
  outgoing: ServerResponse,
  status: number,
  text = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  outgoing.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...headers,
  });
  outgoing.end(text);
}
