import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Responses by Node's error code; any other error is malformed HTTP. */
const KNOWN: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are over 16 kB'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are over 16 kB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Timeout while receiving the request'],
};
const MALFORMED: readonly [number, string] = [400, 'Malformed HTTP request'];

/** Responds to malformed HTTP in the API's error format, and closes the connection. */
export function rejectMalformed(server: Server): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', ({ socket }, outgoing) => void latest.set(socket, outgoing));
  server.on('connect', (_, socket: Duplex) =>
    reject(socket, 405, 'CONNECT is not supported', ['Allow: GET, POST, PATCH, DELETE']),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // While a response is being sent, another one would become a part of its body.
    const response = latest.get(socket);
    const isSending = response?.headersSent === true && !response.writableFinished;
    const [status, detail] = KNOWN[error.code ?? ''] ?? MALFORMED;
    if (error.code === 'ECONNRESET' || isSending || !socket.writable) socket.destroy();
    else reject(socket, status, detail);
  });
}

function reject(socket: Duplex, status: number, detail: string, headers: readonly string[] = []): void {
  const body = JSON.stringify({ detail });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers,
  ];
  // The connection is closed anyway, so errors don't matter.
  socket.on('error', () => undefined);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
