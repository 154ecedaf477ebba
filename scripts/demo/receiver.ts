import { createServer } from 'node:http';
import { isOptimalDialError } from '../../packages/client/src/index.ts';
import {
  verifyWebhook,
  type WebhookEvent,
  type WebhookParts,
} from '../../packages/client/src/verify-webhook.ts';
import { listen, stop } from './loopback.ts';

/** The customer's own endpoint, on loopback. */
export interface Receiver {
  readonly url: string;
  /** From now on what comes is verified with this secret. Before, only the ping can come: it tells of none. */
  trust(secret: string): void;
  close(): void;
}

/** @param onEvent told of what was verified */
export async function startReceiver(onEvent: (event: WebhookEvent) => void): Promise<Receiver> {
  let trusted: string | undefined;
  const receive = async (delivery: WebhookParts): Promise<number> => {
    if (trusted === undefined) return 204;
    try {
      onEvent(await verifyWebhook(delivery, trusted));
      return 204;
    } catch (error) {
      console.error(isOptimalDialError(error) ? error.message : error);
      return 400;
    }
  };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      void receive({ body: Buffer.concat(pieces), headers: request.headers }).then((status) =>
        response.writeHead(status).end(),
      );
    });
  });
  const url = await listen(server);
  return { url, trust: (secret) => void (trusted = secret), close: () => stop(server) };
}
