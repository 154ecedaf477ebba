import { expect, test } from 'vitest';
import { numbers } from '../support/ambiguous.ts';
import { answering, block, moved, never, useMovedClock } from '../support/clock.ts';
import { apiKey, id } from '../support/stub.ts';

useMovedClock();

const list = { phone_numbers: numbers };
const limited = (after: string) => () =>
  Response.json({ detail: 'x' }, { status: 429, headers: { 'retry-after': after } });

/** A key function that keeps the loop busy for so many ms. */
const keyed = (ms: number) => async () => {
  block(ms);
  return apiKey;
};

test('deadline: nothing is sent when it passes while onAttempt blocks the event loop', async () => {
  const { client, seen } = answering([limited('1'), 200], { onAttempt: () => block(5000) });
  const { error } = await moved(client.uploads.create(list, { deadline: 5000 }));
  expect(error).toMatchObject({ code: 'timeout', limit: 'deadline', attempts: 1 });
  expect(seen).toHaveLength(1);
});

test('deadline: nothing is sent when the backoff ends at it', async () => {
  const { client, seen } = answering([limited('5'), 200]);
  const { error } = await moved(client.uploads.create(list, { deadline: 5000 }));
  expect(error).toMatchObject({ code: 'rate_limited', retryAfter: 5 });
  expect(seen).toHaveLength(1);
});

test.each(['timeout', 'deadline'] as const)(
  'uploads.create: is not sent when its %s passes while the apiKey function blocks the event loop',
  async (limit) => {
    const { client, seen } = answering([200], { apiKey: keyed(6000) });
    const { error } = await moved(client.uploads.create(list, { [limit]: 5000, maxRetries: 0 }));
    expect(error).toMatchObject({ code: 'timeout', limit });
    expect(seen).toHaveLength(0);
  },
);

test('timeout: the request is sent when the apiKey function takes most of it', async () => {
  const { client, seen } = answering([200], { apiKey: keyed(4900) });
  expect((await moved(client.uploads.create(list, { timeout: 5000 }))).error).toBeUndefined();
  expect(seen).toHaveLength(1);
});

test('timeout: is named in the error when it equals the deadline', async () => {
  const { client } = answering([never]);
  const { error } = await moved(client.uploads.retrieve(id, { timeout: 5000, deadline: 5000 }));
  expect(error).toMatchObject({ limit: 'timeout', attempts: 1 });
});
