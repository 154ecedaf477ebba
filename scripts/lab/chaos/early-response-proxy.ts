import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';

/** Responses that a proxy sends before it has read the request body. */
const EARLY: readonly (readonly [status: number, headers: Record<string, string>])[] = [
  [401, {}],
  [413, {}],
  [429, { 'retry-after': '1' }],
  [503, {}],
];

/**
 * Starts a proxy that responds to some form uploads while the client is still sending, without reading the
 * rest. It resets half of these connections afterwards. It forwards all other requests.
 *
 * @param target base URL of the service
 * @param share of form uploads with an early response
 */
export async function startEarlyResponseProxy(
  target: string,
  seed: number,
  share: number,
): Promise<{ readonly url: string; responded(): number }> {
  let forms = 0;
  let responded = 0;

  const respondEarly = (incoming: IncomingMessage, response: ServerResponse): void => {
    const [status, headers] = EARLY[responded % EARLY.length] ?? [503, {}];
    responded += 1;
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
    response.end('{"detail":"Early response"}', () => {
      if (responded % 2 === 0) incoming.socket.destroy();
      else incoming.resume();
    });
  };

  const server = createServer((incoming, response) => {
    if (incoming.headers['content-type']?.startsWith('multipart/') === true) {
      const random = Math.abs(Math.sin(seed * 31 + ++forms * 7919)) * 1000;
      if (random % 1 < share) {
        respondEarly(incoming, response);
        return;
      }
    }
    const { method = 'GET', url = '/', headers } = incoming;
    const outgoing = forward(new URL(url, target), { method, headers }, (upstream) => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers);
      upstream.pipe(response);
      // An error on the server's side also breaks the connection to the client.
      upstream.once('error', () => response.destroy());
    });
    outgoing.once('error', () => incoming.socket.destroy());
    response.once('close', () => outgoing.destroy());
    incoming.once('error', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port.');
  return { url: `http://127.0.0.1:${address.port}`, responded: () => responded };
}
