import { expect, test } from 'vitest';
import {
  blockEventLoop,
  noResponse,
  rateLimited,
  respondWith,
  settle,
  useFakeClock,
} from '../support/fake-clock.ts';
import { apiKey, id, phoneList } from '../support/fake-fetch.ts';

useFakeClock();

/** An apiKey function that blocks the event loop. */
const keyed = (ms: number) => async () => {
  blockEventLoop(ms);
  return apiKey;
};

test('deadline: nothing is sent when it passes while onAttempt blocks the event loop', async () => {
  const { client, requests } = respondWith([rateLimited(1), 200], { onAttempt: () => blockEventLoop(5000) });
  const { error } = await settle(client.uploads.create(phoneList, { deadline: 5000 }));
  expect(error).toMatchObject({ code: 'timeout', limit: 'deadline', attempts: 1 });
  expect(requests).toHaveLength(1);
});

test('deadline: nothing is sent when the backoff ends at it', async () => {
  const { client, requests } = respondWith([rateLimited(5), 200]);
  const { error } = await settle(client.uploads.create(phoneList, { deadline: 5000 }));
  expect(error).toMatchObject({ code: 'rate_limited', retryAfter: 5 });
  expect(requests).toHaveLength(1);
});

test.each(['timeout', 'deadline'] as const)(
  'uploads.create: is not sent when its %s passes while the apiKey function blocks the event loop',
  async (limit) => {
    const { client, requests } = respondWith([200], { apiKey: keyed(6000) });
    const { error } = await settle(client.uploads.create(phoneList, { [limit]: 5000, maxRetries: 0 }));
    expect(error).toMatchObject({ code: 'timeout', limit });
    expect(requests).toHaveLength(0);
  },
);

test('timeout: the request is sent when the apiKey function takes most of it', async () => {
  const { client, requests } = respondWith([200], { apiKey: keyed(4900) });
  expect((await settle(client.uploads.create(phoneList, { timeout: 5000 }))).error).toBeUndefined();
  expect(requests).toHaveLength(1);
});

test('timeout: is named in the error when it equals the deadline', async () => {
  const { client } = respondWith([noResponse]);
  const { error } = await settle(client.uploads.retrieve(id, { timeout: 5000, deadline: 5000 }));
  expect(error).toMatchObject({ limit: 'timeout', attempts: 1 });
});
