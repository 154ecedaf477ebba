import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a proxy in front of the service answers by itself, before it has read the body. */
const EARLY: readonly (readonly [status: number, headers: Record<string, string>])[] = [
  [401, {}],
  [413, {}],
  [429, { 'retry-after': '1' }],
  [503, {}],
];

/**
 * Starts a proxy that answers some of the forms at once: while the client still sends, and without reading
 * the rest. Half of these connections are reset after it. Everything else goes through.
 *
 * @param target base URL of the service
 * @param share of the forms that are answered early
 */
export async function startFront(
  target: string,
  seed: number,
  share: number,
): Promise<{ readonly url: string; answered(): number }> {
  let forms = 0;
  let answered = 0;

  const answerEarly = (incoming: IncomingMessage, response: ServerResponse): void => {
    const [status, headers] = EARLY[answered % EARLY.length] ?? [503, {}];
    answered += 1;
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
    response.end('{"detail":"Answered early"}', () => {
      if (answered % 2 === 0) incoming.socket.destroy();
      else incoming.resume();
    });
  };

  const server = createServer((incoming, response) => {
    if (incoming.headers['content-type']?.startsWith('multipart/') === true) {
      const random = Math.abs(Math.sin(seed * 31 + ++forms * 7919)) * 1000;
      if (random % 1 < share) {
        answerEarly(incoming, response);
        return;
      }
    }
    const { method = 'GET', url = '/', headers } = incoming;
    const outgoing = forward(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      // What breaks behind the proxy breaks before it as well.
      answer.once('error', () => response.destroy());
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
  return { url: `http://127.0.0.1:${address.port}`, answered: () => answered };
}
