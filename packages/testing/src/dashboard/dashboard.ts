import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createActions, readBody } from './actions/actions.ts';
import type { NextRequest } from './actions/next-request.ts';
import type { AttemptReport } from '../sandbox/delivery/delivery.ts';
import { createEventStream } from './event-stream.ts';
import { servePage } from './page.ts';
import { respond } from './respond.ts';
import { serveResult } from './results.ts';
import { isSameOrigin } from './same-origin.ts';
import { createJobList } from './state/jobs.ts';
import { createFailedPings } from './state/pings.ts';
import { createRequestGroups, type HandledRequest } from './state/requests.ts';
import { accountState, MAX_ROWS, type Account, type DashboardState } from './state/state.ts';

/** The live dashboard of a sandbox. */
export interface Dashboard {
  /** Handles a request for the dashboard. Returns `false` if the request is for the API. */
  handle(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
  /** Adds a request, and those that the sandbox has recorded since it was last cleared to the jobs. */
  addRequest(request: HandledRequest): void;
  /** Adds an attempt to deliver an event. */
  addAttempt(report: AttemptReport): void;
  /** Closes the connections of open dashboards. */
  close(): void;
}

/**
 * Creates the dashboard. Other websites can't read it or click its buttons: requests must come from the
 * dashboard itself, and actions require the API key, or a token that is new for each start.
 *
 * @param options.hostNames host names of the server besides its addresses, in lower case
 * @param options.baseUrl URL of the server, without a trailing slash; called only once it listens
 */
export function createDashboard(
  account: Account,
  {
    nextRequest,
    hostNames,
    baseUrl,
  }: { nextRequest: NextRequest; hostNames: readonly string[]; baseUrl: () => string },
): Dashboard {
  const { sandbox } = account;
  const token = randomBytes(24).toString('base64url');
  const run = randomBytes(9).toString('base64url');
  const requests = createRequestGroups(MAX_ROWS);
  const jobList = createJobList(MAX_ROWS);
  const pings = createFailedPings(MAX_ROWS);
  const stream = createEventStream(run, (): DashboardState => {
    const armed = nextRequest.armed() ?? null;
    const jobs = jobList.shown(sandbox.uploads());
    const shown = accountState(account);
    const endpoints = [...pings.shown(), ...shown.endpoints];
    return { ...shown, endpoints, jobs, armed, ...requests.shown() };
  });
  const actions = createActions(sandbox, nextRequest, baseUrl);

  async function runAction(name: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const action = actions.get(name);
    if (action === undefined) return respond(outgoing, 404, 'Unknown action.');
    if (incoming.method !== 'POST') {
      return respond(outgoing, 405, 'Actions support only POST.', { allow: 'POST' });
    }
    // Scripts send the API key instead of the token.
    const { 'x-sandbox-token': given, authorization } = incoming.headers;
    if (!isEqual(given, token) && !isEqual(authorization, `Bearer ${sandbox.apiKey}`)) {
      return respond(
        outgoing,
        403,
        'Send the header `Authorization: Bearer KEY`, with the API key of the sandbox. In the dashboard, reload the page: the sandbox was restarted.',
      );
    }
    try {
      await action(await readBody(incoming));
      stream.send();
      respond(outgoing, 204);
    } catch (error) {
      respond(outgoing, 400, error instanceof Error ? error.message : 'The action failed.');
    }
  }

  return {
    handle(incoming, outgoing) {
      const { method = '', url = '/' } = incoming;
      const path = url.replace(/\?.*/s, '');
      if (path !== '/' && !path.startsWith('/_sandbox/')) return false;
      const isRead = method === 'GET' || method === 'HEAD';
      if (!isSameOrigin(incoming, hostNames, path === '/' && isRead)) respond(outgoing, 403, FORBIDDEN);
      else if (isRead && serveResult(sandbox, path, incoming, outgoing)) return true;
      else if (path !== '/' && path !== '/_sandbox/events') {
        void runAction(path.slice('/_sandbox/'.length), incoming, outgoing);
      } else if (!isRead || (path !== '/' && method === 'HEAD')) {
        const allow = path === '/' ? 'GET, HEAD' : 'GET';
        respond(outgoing, 405, `The dashboard supports only ${allow}.`, { allow });
      } else if (path === '/') servePage(outgoing, { token, run });
      else if (!stream.add(outgoing)) {
        respond(outgoing, 503, 'Too many dashboards are open. Close some, and reload this one.');
      }
      return true;
    },
    addRequest(request) {
      jobList.add(sandbox.requests());
      requests.add(request, sandbox.now().toISOString());
      stream.send();
    },
    addAttempt(report) {
      pings.add(report);
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
