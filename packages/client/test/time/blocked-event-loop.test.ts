import { createClient } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { apiKey, id, phoneList, rejection } from '../support/fake-fetch.ts';
import { serve } from '../support/listen.ts';

/** Blocks the event loop. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('timeout: a response that arrived while the event loop was blocked is used', async () => {
  // Everything is sent before the loop blocks, and the response arrives while it does.
  let arrived = Promise.withResolvers<void>();
  const baseUrl = await serve((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id }));
      arrived.resolve();
    });
  });
  const client = createClient({ apiKey, baseUrl, timeout: 200 });
  for (let run = 0; run < 5; run++) {
    arrived = Promise.withResolvers<void>();
    const call = client.uploads.create(phoneList);
    await arrived.promise;
    block(400);
    expect(await call).toMatchObject({ id });
  }
});

test('timeout: the outcome is unknown when nothing arrived while the event loop was blocked', async () => {
  const arrived = Promise.withResolvers<void>();
  const baseUrl = await serve((request) => request.resume().on('end', () => arrived.resolve()));
  const client = createClient({ apiKey, baseUrl, timeout: 200 });
  const call = rejection(client.uploads.create(phoneList));
  await arrived.promise;
  block(300);
  expect(await call).toMatchObject({ code: 'outcome_unknown', cause: { code: 'timeout' } });
});
