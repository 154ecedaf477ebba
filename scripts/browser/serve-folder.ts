import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, normalize } from 'node:path';
import { listen, stop } from '@optimaldial/checks/loopback';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Serves a folder as it lies on the disk, as a host of static sites does. */
export async function serveFolder(folder: string): Promise<{ origin: string; close(): void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname)).replace(/\/$/, '/index.html');
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const file = createReadStream(`${folder}${path}`);
    file.once('open', () => file.pipe(response.writeHead(200, { 'content-type': type })));
    file.once('error', () => response.writeHead(404).end());
  });
  const origin = await listen(server);
  return { origin, close: () => stop(server) };
}
