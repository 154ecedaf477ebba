import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What Node calls that which is no HTTP; anything else is malformed. */
const KNOWN: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are over 16 kB'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are over 16 kB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time'],
};
const MALFORMED: readonly [number, string] = [400, 'The request is no valid HTTP'];

/** Answers what is no HTTP as the API answers its own errors, and ends the connection. */
export function refuseMalformed(server: Server): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', ({ socket }, outgoing) => void latest.set(socket, outgoing));
  server.on('connect', (_, socket: Duplex) =>
    refuse(socket, 405, 'The API has no CONNECT.', ['Allow: GET, POST, PATCH, DELETE']),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // In the middle of an answer another one would be taken for its rest.
    const answer = latest.get(socket);
    const underway = answer?.headersSent === true && !answer.writableFinished;
    const [status, detail] = KNOWN[error.code ?? ''] ?? MALFORMED;
    if (error.code === 'ECONNRESET' || underway || !socket.writable) socket.destroy();
    else refuse(socket, status, detail);
  });
}

function refuse(socket: Duplex, status: number, detail: string, headers: readonly string[] = []): void {
  const body = JSON.stringify({ detail });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers,
  ];
  // What goes wrong now goes wrong on a connection that ends anyway.
  socket.on('error', () => undefined);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
