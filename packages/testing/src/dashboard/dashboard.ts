import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Processing } from '../sandbox/resources/upload-lifecycle.ts';
import type { Sandbox } from '../sandbox/types.ts';
import { createActions, readBody } from './actions.ts';
import { createEventStream } from './event-stream.ts';
import { dashboardHtml } from './html.ts';
import type { NextRequest } from './next-request.ts';
import { createJobList } from './jobs.ts';
import { isSameOrigin } from './same-origin.ts';
import { accountState, MAX_ROWS, type DashboardState, type ShownRequest } from './state.ts';

/** The live dashboard of a sandbox. */
export interface Dashboard {
  /** Handles a request for the dashboard. Returns `false` if the request is for the API. */
  handle(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
  /** Adds a request, and those that the sandbox has recorded since it was last cleared to the jobs. */
  addRequest(request: Omit<ShownRequest, 'id' | 'at'>): void;
  /** Closes the connections of open dashboards. */
  close(): void;
}

/**
 * Creates the dashboard. Other websites can't read it or click its buttons: requests must come from the
 * dashboard itself, and actions require the API key, or a token that is new for each start.
 *
 * @param options.hostNames host names of the server besides its addresses, in lower case
 */
export function createDashboard(
  sandbox: Sandbox,
  {
    nextRequest,
    processing,
    hostNames,
  }: { nextRequest: NextRequest; processing: Processing; hostNames: readonly string[] },
): Dashboard {
  const token = randomBytes(24).toString('base64url');
  const run = randomBytes(9).toString('base64url');
  const requests: ShownRequest[] = [];
  const jobList = createJobList(MAX_ROWS);
  let requestCount = 0;
  let violationCount = 0;
  const stream = createEventStream(run, (): DashboardState => {
    const armed = nextRequest.armed() ?? null;
    const jobs = jobList.shown(sandbox.uploads());
    return { ...accountState(sandbox, processing), jobs, armed, requestCount, violationCount, requests };
  });
  const actions = createActions(sandbox, nextRequest);

  async function runAction(name: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const action = actions.get(name);
    if (action === undefined) return respond(outgoing, 404, 'Unknown action.');
    if (incoming.method !== 'POST') {
      return respond(outgoing, 405, 'Actions support only POST.', { allow: 'POST' });
    }
    // Scripts send the API key instead of the token.
    const { 'x-sandbox-token': given, authorization } = incoming.headers;
    if (!isEqual(given, token) && !isEqual(authorization, `Bearer ${sandbox.apiKey}`)) {
      return respond(outgoing, 403, 'Invalid token: the sandbox was restarted. Reload the page.');
    }
    try {
      await action(await readBody(incoming));
      stream.send();
      respond(outgoing, 204);
    } catch (error) {
      respond(outgoing, 400, error instanceof Error ? error.message : 'The action failed.');
    }
  }

  function servePage(outgoing: ServerResponse): void {
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
    respond(outgoing, 200, dashboardHtml({ nonce, token, run }), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
    });
  }

  return {
    handle(incoming, outgoing) {
      const { method = '', url = '/' } = incoming;
      const path = url.replace(/\?.*/s, '');
      if (path !== '/' && !path.startsWith('/_sandbox/')) return false;
      const isRead = method === 'GET' || method === 'HEAD';
      if (!isSameOrigin(incoming, hostNames, path === '/' && isRead)) respond(outgoing, 403, FORBIDDEN);
      else if (path !== '/' && path !== '/_sandbox/events') {
        void runAction(path.slice('/_sandbox/'.length), incoming, outgoing);
      } else if (!isRead || (path !== '/' && method === 'HEAD')) {
        const allow = path === '/' ? 'GET, HEAD' : 'GET';
        respond(outgoing, 405, `The dashboard supports only ${allow}.`, { allow });
      } else if (path === '/') servePage(outgoing);
      else if (!stream.add(outgoing)) {
        respond(outgoing, 503, 'Too many dashboards are open. Close some, and reload this one.');
      }
      return true;
    },
    addRequest(request) {
      jobList.add(sandbox.requests());
      requestCount += 1;
      violationCount += request.violations.length;
      requests.unshift({ id: requestCount, at: sandbox.now().toISOString(), ...request });
      requests.length = Math.min(requests.length, MAX_ROWS);
      stream.send();
    },
    close: () => stream.close(),
  };
}

const FORBIDDEN =
  'Forbidden. Open the dashboard at the URL that was printed, or at another IP address of that machine.';

function isEqual(given: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function respond(
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
