import { createReadStream } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { extname, normalize } from 'node:path';
import { listen, stop } from '@optimaldial/checks/loopback';

/** A web site on its own origin. */
export interface Site {
  readonly origin: string;
  /** Another host name of the same server: a different site for a browser. */
  readonly otherSite: string;
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Serves a folder, as a static host does. */
export function serveFolder(folder: string): Promise<Site> {
  return serve((path, respond) => {
    const file = createReadStream(`${folder}${path}`);
    file.once('open', () => file.pipe(respond(200, path)));
    file.once('error', () => respond(404, path).end());
  });
}

/** Serves one page that runs a script. */
export function servePage(script = ''): Promise<Site> {
  const page =
    '<!doctype html><html lang="en"><title>A site</title><link rel="icon" href="data:,"><script type="module" src="/script.js"></script></html>';
  return serve((path, respond) => respond(200, path).end(path === '/script.js' ? script : page));
}

type Handle = (path: string, respond: (status: number, path: string) => ServerResponse) => void;

async function serve(handle: Handle): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    handle(normalize(decodeURIComponent(pathname)).replace(/\/$/, '/index.html'), (status, path) =>
      response.writeHead(status, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }),
    );
  });
  const origin = await listen(server);
  return { origin, otherSite: origin.replace('127.0.0.1', 'localhost'), close: () => stop(server) };
}
