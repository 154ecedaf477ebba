/**
 * Responds to every request with an upload, in its own process.
 *
 *   node server.ts <upload as JSON>
 */
import { createServer } from 'node:http';

const [body = ''] = process.argv.slice(2);
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };

const server = createServer((_, response) => {
  response.writeHead(200, headers).end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.(address.port);
});
