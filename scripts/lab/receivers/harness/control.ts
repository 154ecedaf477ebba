import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookEvent } from '@optimaldial/client/webhooks';

/** What a receiver reads and reports while it runs, because it's another process. */
export interface Control {
  /** Base URL for the receiver. */
  readonly url: string;
  /** The secrets that the receiver accepts. */
  secrets: string[];
  /** Whether handling an event fails. */
  isBroken: boolean;
  /** How long handling an event takes, in ms. */
  delay: number;
  /** The events that the receiver has handled. */
  readonly handled: WebhookEvent[];
  close(): Promise<void>;
}

/** Serves the secrets of a receiver, and records the events that it handles. */
export async function openControl(): Promise<Control> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      if (request.method === 'GET') return response.end(control.secrets.join());
      await sleep(control.delay);
      if (control.isBroken) return response.writeHead(500).end();
      control.handled.push(JSON.parse(body) as WebhookEvent);
      return response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The control server has no port.');
  const control: Control = {
    url: `http://127.0.0.1:${address.port}`,
    secrets: [],
    isBroken: false,
    delay: 0,
    handled: [],
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return control;
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of request.setEncoding('utf8')) chunks.push(String(chunk));
  return chunks.join('');
}
