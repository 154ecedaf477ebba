import { expect, test, vi } from 'vitest';
import { noResponse, rateLimited, respondWith, settle, useFakeClock } from '../support/fake-clock.ts';
import { apiKey, fakeFetch, phoneList } from '../support/fake-fetch.ts';

useFakeClock();

const MINUTE = 60_000;

/** A client of a server that accepts 60 requests in a fixed or sliding minute, and the times of its 429s. */
function limited(after: (resetsIn: number) => string, window: string) {
  const started = performance.now();
  const passed: number[] = [];
  const refused: number[] = [];
  const { client } = fakeFetch(
    () => {
      const now = performance.now();
      const fixedStart = started + Math.floor((now - started) / MINUTE) * MINUTE;
      const oldest = window === 'fixed' ? fixedStart : now - MINUTE + 0.001;
      while (passed[0] !== undefined && passed[0] < oldest) passed.shift();
      if (passed.length < 60) {
        passed.push(now);
        return Response.json({ id: 'x' });
      }
      refused.push(now);
      const resetsAt = window === 'fixed' ? fixedStart + MINUTE : (passed[0] ?? now) + MINUTE;
      const headers = { 'retry-after': after((resetsAt - now) / 1000) };
      return Response.json({ detail: 'x' }, { status: 429, headers });
    },
    { maxRetries: 2 },
  );
  return { client, refused };
}

test.each([
  ['exact', 'fixed', (seconds: number) => `${Math.ceil(seconds)}`],
  ['exact', 'sliding', (seconds: number) => `${Math.ceil(seconds)}`],
  ['a minute', 'sliding', () => '60'],
  ['too short', 'sliding', () => '1'],
])(
  'rate limit: a burst of 220 passes 60 a minute when Retry-After is %s (%s window)',
  async (_, window, after) => {
    const { client, refused } = limited(after, window);
    const all = Promise.all(
      Array.from({ length: 220 }, () => client.uploads.create(phoneList, { deadline: 10 * MINUTE })),
    );
    const { value, error } = await settle(all);
    expect(error).toBeUndefined();
    expect(value).toHaveLength(220);
    // The first burst is rejected together, later only a few requests are.
    expect(refused.length).toBeLessThan(160 + 120);
  },
);

test.each([429, 503])(
  'rate limit: rejects immediately when a %i has a Retry-After over an hour',
  async (status) => {
    const { client, requests } = respondWith([
      () => Response.json({ detail: 'x' }, { status, headers: { 'retry-after': '7200' } }),
      200,
    ]);
    const call =
      status === 429
        ? client.uploads.create(phoneList, { deadline: 0 })
        : client.GET('/api/v1/uploads', { deadline: 0 });
    const { error, value, ms } = await settle<unknown>(call);
    if (status === 429) expect(error).toMatchObject({ code: 'rate_limited', retryAfter: 7200 });
    else expect(value).toMatchObject({ response: { status } });
    expect([ms, requests.length]).toEqual([0, 1]);
  },
);

test("rate limit: rejects immediately when another call's Retry-After exceeds the deadline", async () => {
  const { client, requests } = respondWith([rateLimited(3600), 200]);
  await settle(client.uploads.create(phoneList));
  const { error, ms } = await settle(client.uploads.create(phoneList));
  expect(error).toMatchObject({ code: 'rate_limited', retryAfter: 3600, attempts: 0 });
  expect([ms, requests.length]).toEqual([0, 1]);
});

test('onAttempt: is not called when the signal is already aborted', async () => {
  let attempts = 0;
  const { client } = respondWith([200], { onAttempt: () => (attempts += 1) });
  await settle(client.uploads.create(phoneList, { signal: AbortSignal.abort() }));
  expect(attempts).toBe(0);
});

test('rate limit: another call probes when the apiKey function of the first fails', async () => {
  let keys = 0;
  const keyed = () => {
    keys += 1;
    if (keys === 2) throw new Error('the vault is sealed');
    return apiKey;
  };
  const { client, requests } = respondWith([rateLimited(2), noResponse], { apiKey: keyed, maxRetries: 0 });
  await settle(client.uploads.create(phoneList));
  const errors: unknown[] = [];
  for (let call = 0; call < 6; call++)
    client.uploads.create(phoneList).catch((error: unknown) => errors.push(error));
  await vi.advanceTimersByTimeAsync(3000);
  expect(errors).toEqual([new Error('the vault is sealed')]);
  expect(requests).toHaveLength(2);
});
