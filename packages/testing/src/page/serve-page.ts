import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sandbox } from '../sandbox.ts';
import { isRecord } from '../record.ts';
import { inMs, type Duration } from '../sandbox/duration.ts';
import { pageDocument } from './document.ts';
import { pageState, type ShownRequest } from './state.ts';

/** The page of a sandbox, and its buttons. */
export interface Page {
  /** Answers what is for the page; false for a call of the API. */
  serve(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
  /** Shows a request. */
  show(request: ShownRequest): void;
  /** Ends the connections that show it. */
  close(): void;
}

const MOST_REQUESTS = 50;
const REFRESH_MS = 500;
const MOST_BYTES = 4096;

/**
 * Makes the page. No website that its user visits can read it or press its buttons: the Host has to be
 * one of this server's own, the Origin this page, and a button needs a token that is made at each start.
 *
 * @param hosts names and addresses by which the server is reached, in lower case
 */
export function createPage(sandbox: Sandbox, hosts: readonly string[]): Page {
  const token = randomBytes(24).toString('base64url');
  const requests: ShownRequest[] = [];
  const watchers = new Set<ServerResponse>();
  let last = '';
  const tell = (): void => {
    const state = JSON.stringify(pageState(sandbox, requests));
    if (state === last) return;
    last = state;
    for (const watcher of watchers) watcher.write(`data: ${state}\n\n`);
  };
  const timer = setInterval(tell, REFRESH_MS);
  timer.unref();

  const actions: Readonly<
    Record<string, (given: Readonly<Record<string, unknown>>) => void | Promise<void>>
  > = {
    advance: ({ by }) => (isDuration(by) ? sandbox.advance(by) : undefined),
    fail: ({ id }) => void sandbox.fail(String(id)),
    break: () => {
      for (const operation of BREAKABLE) sandbox.on(operation).fault('reset');
    },
  };

  async function press(name: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined || incoming.method !== 'POST') return end(outgoing, 404, 'No such button.');
    if (!same(incoming.headers['x-sandbox-token'], token)) return end(outgoing, 403, 'Reload the page.');
    try {
      await action(await readSmall(incoming));
      tell();
      end(outgoing, 204);
    } catch (error) {
      end(outgoing, 400, error instanceof Error ? error.message : 'That did not work.');
    }
  }

  return {
    serve(incoming, outgoing) {
      const path = (incoming.url ?? '/').replace(/\?.*/s, '');
      if (path !== '/' && !path.startsWith('/_sandbox/')) return false;
      if (!isOwn(incoming, hosts)) {
        end(
          outgoing,
          403,
          'The page is for whoever runs the sandbox: open it by the address that was printed.',
        );
      } else if (path === '/') {
        const nonce = randomBytes(12).toString('base64');
        outgoing.writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
          'cross-origin-resource-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-store',
        });
        outgoing.end(pageDocument(nonce, token));
      } else if (path === '/_sandbox/events') {
        outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
        outgoing.write(`data: ${JSON.stringify(pageState(sandbox, requests))}\n\n`);
        watchers.add(outgoing);
        outgoing.on('close', () => watchers.delete(outgoing));
      } else {
        void press(path.slice('/_sandbox/'.length), incoming, outgoing);
      }
      return true;
    },
    show(request) {
      requests.unshift(request);
      requests.length = Math.min(requests.length, MOST_REQUESTS);
      tell();
    },
    close() {
      clearInterval(timer);
      for (const watcher of watchers) watcher.end();
    },
  };
}

/** The operations that the page can break: those that a client calls first. */
const BREAKABLE = ['createUpload', 'retrieveUpload', 'listUploads'] as const;

function isOwn({ headers }: IncomingMessage, hosts: readonly string[]): boolean {
  const host = (headers.host ?? '').toLowerCase();
  const name = host.replace(/:\d+$/, '');
  if (!hosts.includes(name)) return false;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  return (
    (origin === undefined || origin === `http://${host}`) &&
    (site === undefined || site === 'same-origin' || site === 'none')
  );
}

function isDuration(value: unknown): value is Duration {
  if (typeof value !== 'string') return false;
  return inMs(value as Duration) > 0;
}

function same(given: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readSmall(incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  let text = '';
  for await (const piece of incoming) {
    text += String(piece);
    if (text.length > MOST_BYTES) throw new RangeError('That is too much.');
  }
  const body: unknown = JSON.parse(text);
  return isRecord(body) ? body : {};
}

function end(outgoing: ServerResponse, status: number, text = ''): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  outgoing.end(text);
}
