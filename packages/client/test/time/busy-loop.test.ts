import { createServer } from 'node:http';
import { createClient } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { numbers } from '../support/ambiguous.ts';
import { listening } from '../support/listening.ts';
import { apiKey, id, rejection } from '../support/stub.ts';

const list = { phone_numbers: numbers };

/** Computes for so many ms. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('timeout: a response that arrived while the event loop was blocked is used', async () => {
  // Everything has been sent before the loop blocks; the response arrives while it does.
  let arrived = Promise.withResolvers<void>();
  const port = await listening(
    createServer((request, response) => {
      request.resume().on('end', () => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ id }));
        arrived.resolve();
      });
    }),
  );
  const client = createClient({ apiKey, baseUrl: `http://127.0.0.1:${port}`, timeout: 200 });
  for (let run = 0; run < 5; run++) {
    arrived = Promise.withResolvers<void>();
    const call = client.uploads.create(list);
    await arrived.promise;
    block(400);
    expect(await call).toMatchObject({ id });
  }
});

test('timeout: the outcome is unknown when nothing arrived while the event loop was blocked', async () => {
  const arrived = Promise.withResolvers<void>();
  const port = await listening(
    createServer((request) => request.resume().on('end', () => arrived.resolve())),
  );
  const client = createClient({ apiKey, baseUrl: `http://127.0.0.1:${port}`, timeout: 200 });
  const call = rejection(client.uploads.create(list));
  await arrived.promise;
  block(300);
  expect(await call).toMatchObject({ code: 'outcome_unknown', cause: { code: 'timeout' } });
});
