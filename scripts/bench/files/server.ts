/**
 * Takes uploads and serves the file that it is started with, in a process of its own.
 *
 *   node server.ts <file>
 */
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

const [file = ''] = process.argv.slice(2);

const server = createServer((request, response) => {
  // Reads the head and no more, and answers nothing: the client's timeout ends it.
  if (request.headers['x-stall'] !== undefined) return;
  const handle = request.url?.startsWith('/file') ? serve : request.method === 'POST' ? take : link;
  handle(request, response).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.(address.port);
});

/** Takes a body; keeps it in the file that `x-keep` names, if it does. */
async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const keep = request.headers['x-keep'];
  if (typeof keep === 'string') await pipeline(request, createWriteStream(keep));
  else for await (const _ of request);
  answer(response, { id: '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10' });
}

async function link(request: IncomingMessage, response: ServerResponse): Promise<void> {
  answer(response, { download_url: `http://${request.headers.host}/file`, expires_at: 1 });
}

async function serve(_: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('content-length', statSync(file).size);
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), response);
}

function answer(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}
