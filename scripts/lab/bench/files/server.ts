/**
 * Accepts uploads and serves one file, in its own process.
 *
 *   node server.ts <file>
 */
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

const [file = ''] = process.argv.slice(2);

const server = createServer((request, response) => {
  // Reads only the headers and never responds: the timeout of the client ends the request.
  if (request.headers['x-stall'] !== undefined) return;
  const handle = request.url?.startsWith('/file') ? serve : request.method === 'POST' ? accept : link;
  handle(request, response).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.(address.port);
});

/** Reads a body, and writes it to the file that the header `x-keep` names. */
async function accept(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const keep = request.headers['x-keep'];
  if (typeof keep === 'string') await pipeline(request, createWriteStream(keep));
  else for await (const _ of request);
  respond(response, { id: '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10' });
}

async function link(request: IncomingMessage, response: ServerResponse): Promise<void> {
  respond(response, { download_url: `http://${request.headers.host}/file`, expires_at: 1 });
}

async function serve(_: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('content-length', statSync(file).size);
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), response);
}

function respond(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}
