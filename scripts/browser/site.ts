import { createServer } from 'node:http';
import { listen, stop } from '@optimaldial/checks/loopback';

/** A website of somebody's, on an origin of its own. */
export interface Site {
  readonly origin: string;
  /** The same server, by another name: another site, for a browser. */
  readonly otherSite: string;
  close(): void;
}

/** Serves one page with a script, and nothing else. */
export async function serveSite(script = ''): Promise<Site> {
  const server = createServer(({ url }, response) => {
    const isScript = url === '/script.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(
      isScript
        ? script
        : '<!doctype html><html lang="en"><title>A site</title><link rel="icon" href="data:,"><script type="module" src="/script.js"></script></html>',
    );
  });
  const origin = await listen(server);
  return { origin, otherSite: origin.replace('127.0.0.1', 'localhost'), close: () => stop(server) };
}
