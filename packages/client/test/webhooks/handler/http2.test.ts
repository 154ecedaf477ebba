import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import { expect, test, vi } from 'vitest';
import { listen } from '../../support/listen.ts';
import { completed, receiver, signed } from './deliveries.ts';

test('handler.node: stops the sender of a body above maxBytes over HTTP/2', async () => {
  const { handler } = receiver({ maxBytes: 2000 });
  const port = await listen(createServer((request, response) => void handler.node(request, response)));
  const session = connect(`http://127.0.0.1:${port}`);
  const stream = session.request({ ':method': 'POST', ...signed(completed).headers });
  stream.on('error', () => undefined);
  const response = once(stream, 'response');
  let sent = 0;
  const piece = Buffer.alloc(50_000);
  const ended = once(stream.resume(), 'end');
  while (!stream.closed && sent < 20_000_000) {
    sent += piece.length;
    await Promise.race([ended, new Promise((resolve) => void stream.write(piece, resolve))]);
  }
  const [received]: { ':status'?: number }[] = await response;
  session.destroy();
  expect(received?.[':status']).toBe(413);
  expect(sent).toBeLessThan(5_000_000);
  // Not an error, so that the sender takes the response.
  expect(stream.rstCode).toBe(0);
});

test('handler.node: handles a delivery over HTTP/2', async () => {
  const { handler } = receiver({ maxBytes: 2000 });
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const port = await listen(createServer((request, response) => void handler.node(request, response)));
  const session = connect(`http://127.0.0.1:${port}`);
  const { headers, body } = signed(completed);
  const statuses: unknown[] = [];
  for (const sent of [body, 'a'.repeat(3000)]) {
    const stream = session.request({ ':method': 'POST', ...headers });
    stream.on('error', () => undefined);
    stream.end(sent);
    const [response]: { ':status'?: number }[] = await once(stream, 'response');
    statuses.push(response?.[':status']);
  }
  session.destroy();
  expect(statuses).toEqual([204, 413]);
  // HTTP/2 has no `connection` header.
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
