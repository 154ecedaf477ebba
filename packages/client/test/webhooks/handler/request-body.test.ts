import { WebhookVerificationError } from '@optimaldial/client/webhooks';
import { expect, test, vi } from 'vitest';
import { completed, receiver, signed } from './deliveries.ts';

/** A delivery with a body of these chunks. */
function chunked(source: UnderlyingDefaultSource<Uint8Array>, headers: Record<string, string> = {}): Request {
  const init = {
    ...signed(completed, { headers }),
    body: new ReadableStream(source, { highWaterMark: 0 }),
    duplex: 'half',
  };
  return new Request('https://crm.example', init);
}

const bytes = new TextEncoder().encode(signed(completed).body);

test('createWebhookHandler: reads a body in chunks', async () => {
  const request = chunked({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect((await receiver({ maxBytes: bytes.length }).handler(request)).status).toBe(204);
});

test('createWebhookHandler: stops reading an endless body, and cancels it', async () => {
  let read = 0;
  const cancel = vi.fn();
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    read += 100_000;
    controller.enqueue(new Uint8Array(100_000));
  };
  const { handler, errors } = receiver();
  const headers = { 'content-length': '10' };
  expect((await handler(chunked({ pull, cancel }, headers))).status).toBe(413);
  expect(read).toBe(1_100_000);
  expect(cancel).toHaveBeenCalledTimes(1);
  expect(errors).toEqual([{ error: expect.any(WebhookVerificationError), context: {} }]);
});

test('createWebhookHandler: reads nothing when the announced size is above maxBytes', async () => {
  const pull = vi.fn();
  const { handler } = receiver({ maxBytes: 10 });
  expect((await handler(chunked({ pull }, { 'content-length': '11' }))).status).toBe(413);
  expect(pull).not.toHaveBeenCalled();
});

test('createWebhookHandler: responds 503 and cancels the body when it does not arrive in time', async () => {
  const cancel = vi.fn();
  const { handler, errors } = receiver({ timeout: 5 });
  expect((await handler(chunked({ cancel }))).status).toBe(503);
  expect(cancel).toHaveBeenCalledTimes(1);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(errors).toMatchObject([{ error: { name: 'TimeoutError' }, context: {} }]);
});

test('createWebhookHandler: responds 503 in time when a body can neither be read nor cancelled', async () => {
  const never = new Promise<never>(() => undefined);
  const { handler, errors } = receiver({ timeout: 5 });
  expect((await handler(chunked({ pull: () => never, cancel: () => never }))).status).toBe(503);
  expect(errors).toHaveLength(1);
});

test('createWebhookHandler: responds 400 and reports it when the body breaks off', async () => {
  const failure = new Error('reset');
  const { handler, errors } = receiver();
  const pull = () => Promise.reject(failure);
  expect((await handler(chunked({ pull }))).status).toBe(400);
  expect(errors).toEqual([{ error: failure, context: {} }]);
});

test('createWebhookHandler: responds 503 in time when cancelling the body fails', async () => {
  const { handler, errors } = receiver({ timeout: 5 });
  const request = chunked({ cancel: () => Promise.reject(new Error('cancel')) });
  expect((await handler(request)).status).toBe(503);
  expect(errors).toHaveLength(1);
});
