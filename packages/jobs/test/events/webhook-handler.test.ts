import { createWebhookHandler } from '@optimaldial/client/webhooks';
import { memoryStore, seenEvents } from '@optimaldial/jobs';
import { buildWebhookEvent, signWebhook } from '@optimaldial/testing';
import { expect, test } from 'vitest';

const secret = 'a1'.repeat(32);

test('seenEvents: lets the webhook handlers of several processes handle each event once', async () => {
  const store = memoryStore();
  const handled: string[] = [];
  const called = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  let isBroken = true;
  const processes = [1, 2, 3].map(() =>
    createWebhookHandler({
      secret,
      seen: seenEvents(store),
      on: {
        async 'upload.completed'({ id }) {
          called.resolve();
          await end.promise;
          if (isBroken) throw new Error('broken');
          handled.push(id);
        },
      },
      onError: () => undefined,
    }),
  );
  const event = buildWebhookEvent('upload.completed');
  const body = JSON.stringify(event);
  const headers = { 'x-optimaldial-signature': signWebhook(body, secret) };
  const statusFrom = async (process: number): Promise<number | undefined> => {
    const request = new Request('https://crm.example', { method: 'POST', body, headers });
    return (await processes[process]?.(request))?.status;
  };

  const first = statusFrom(0);
  await called.promise;
  expect(await statusFrom(1)).toBe(503);
  end.resolve();
  expect(await first).toBe(500);
  isBroken = false;
  expect(await statusFrom(1)).toBe(204);
  expect([await statusFrom(0), await statusFrom(2)]).toEqual([204, 204]);
  expect(handled).toEqual([event.id]);
});
