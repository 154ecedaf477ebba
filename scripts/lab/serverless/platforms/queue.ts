import { once } from 'node:events';
import { createServer } from 'node:http';
import { createHash, randomUUID } from 'node:crypto';

/** A message that was sent to a queue. */
export interface Message {
  readonly MessageBody: string;
  readonly DelaySeconds: number;
}

/** A queue in the protocol of SQS, for the client of AWS. */
export interface Queue {
  readonly url: string;
  /** Messages that were sent since the last call. */
  take(): Message[];
  close(): Promise<void>;
}

/** Serves a queue that only accepts messages. The test delivers them. */
export async function serveQueue(): Promise<Queue> {
  const sent: Message[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const message = JSON.parse(body) as Message;
      const isSend = request.headers['x-amz-target'] === 'AmazonSQS.SendMessage';
      if (!isSend || message.DelaySeconds > 900) {
        response.writeHead(400).end('{}');
        return;
      }
      sent.push(message);
      const digest = createHash('md5').update(message.MessageBody).digest('hex');
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify({ MessageId: randomUUID(), MD5OfMessageBody: digest }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The queue has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/000000000000/jobs`,
    take: () => sent.splice(0),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
