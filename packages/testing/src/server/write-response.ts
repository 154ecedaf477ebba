import type { IncomingMessage, ServerResponse } from 'node:http';

/** Writes a response to a socket. A body that is shorter than its `content-length` ends the connection. */
export async function writeResponse(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const length = response.headers.get('content-length');
  const isFile = length !== null && response.body !== null && incoming.method !== 'HEAD';
  const body = isFile ? undefined : Buffer.from(await response.arrayBuffer());
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  if (body !== undefined && body.length > 0) outgoing.setHeader('content-length', body.length);
  outgoing.writeHead(response.status);
  if (body !== undefined) outgoing.end(incoming.method === 'HEAD' ? undefined : body);
  else if (isFile && (await stream(response.body, outgoing)) === Number(length)) outgoing.end();
  // Truncated by a fault, or the client left: a client must not wait for the rest.
  else outgoing.destroy();
}

/** Sends a body with backpressure. Returns the number of bytes. */
async function stream(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<number> {
  let bytes = 0;
  const closed = new Promise<void>((resolve) => void outgoing.once('close', resolve));
  for await (const chunk of body) {
    if (outgoing.destroyed) break;
    bytes += chunk.length;
    // Wait until the chunk is flushed, so that destroying the socket later doesn't discard it.
    await Promise.race([closed, new Promise<void>((resolve) => void outgoing.write(chunk, () => resolve()))]);
  }
  return bytes;
}
