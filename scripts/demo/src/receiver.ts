import { createServer } from 'node:http';
import { isOptimalDialError } from '@optimaldial/client';
import { verifyWebhook, type WebhookEvent, type WebhookParts } from '@optimaldial/client/webhooks';
import { listen, stop } from '@optimaldial/checks/loopback';

/** A webhook receiver on loopback. */
export interface Receiver {
  readonly url: string;
  /** Sets the secret that deliveries are verified with. Until then they get a 503, and are retried. */
  trust(secret: string): void;
  close(): void;
}

/** @param onEvent called with every verified event */
export async function startReceiver(onEvent: (event: WebhookEvent) => void): Promise<Receiver> {
  let trusted: string | undefined;
  const receive = async (delivery: WebhookParts, type: unknown): Promise<number> => {
    // The ping is signed with a secret that isn't known yet.
    if (type === 'webhook.ping') return 204;
    if (trusted === undefined) return 503;
    try {
      onEvent(await verifyWebhook(delivery, trusted));
      return 204;
    } catch (error) {
      console.error(isOptimalDialError(error) ? error.message : error);
      return 400;
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const delivery = { body: Buffer.concat(chunks), headers: request.headers };
      void receive(delivery, request.headers['x-optimaldial-event']).then((status) =>
        response.writeHead(status).end(),
      );
    });
  });
  const url = await listen(server);
  return { url, trust: (secret) => void (trusted = secret), close: () => stop(server) };
}
