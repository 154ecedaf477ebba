import { createServer } from 'node:http';
import { isOptimalDialError } from '../../packages/client/src/index.ts';
import {
  verifyWebhook,
  type WebhookEvent,
  type WebhookParts,
} from '../../packages/client/src/verify-webhook.ts';
import { listen, stop } from './loopback.ts';

/**
 * The customer's own endpoint, on loopback.
 *
 * @param secret of the endpoint
 * @param onEvent told of what was verified
 */
export async function startReceiver(
  secret: string,
  onEvent: (event: WebhookEvent) => void,
): Promise<{ url: string; close(): void }> {
  const receive = async (delivery: WebhookParts): Promise<number> => {
    try {
      onEvent(await verifyWebhook(delivery, secret));
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
  return { url: `${await listen(server)}/optimaldial`, close: () => stop(server) };
}
