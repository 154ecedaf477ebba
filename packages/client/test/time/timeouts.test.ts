import { getEventListeners } from 'node:events';
import { TimeoutError } from '@optimaldial/client';
import { describe, expect, test, vi } from 'vitest';
import { noResponse, respondWith, settle, stalledResponse, useFakeClock } from '../support/fake-clock.ts';
import { apiKey, fakeFetch, id, rejection } from '../support/fake-fetch.ts';

useFakeClock();

describe('timeout', () => {
  test('applies to each of three attempts, and the error names attempts and elapsed time', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { client, requests } = respondWith([noResponse]);
    const { error, ms } = await settle(client.uploads.retrieve(id, { timeout: 1000 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ code: 'timeout', limit: 'timeout', attempts: 3, elapsed: 4500 });
    expect(String(error)).toMatch(/exceeded its timeout of 1000 ms \(4\.5 s in total\).*Attempts: 3\./);
    expect([ms, requests.length]).toEqual([4500, 3]);
  });

  test('covers the body and aborts the request', async () => {
    const { client, requests } = respondWith([stalledResponse], { maxRetries: 0 });
    const { error, ms } = await settle(client.uploads.retrieve(id));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(String(error)).toContain('exceeded its timeout of 60000 ms. Try again, or increase `timeout`.');
    expect(ms).toBe(60_000);
    expect(requests[0]?.init.signal?.aborted).toBe(true);
  });

  test('covers an apiKey function that never settles', async () => {
    const { client, requests } = respondWith([200], {
      apiKey: () => new Promise(() => undefined),
      maxRetries: 0,
    });
    expect((await settle(client.uploads.retrieve(id, { timeout: 500 }))).error).toBeInstanceOf(TimeoutError);
    expect(requests).toHaveLength(0);
  });

  test('is 60 s for JSON, plus 1 s per 250 kB for a file', async () => {
    const file = new File([new Uint8Array(5_000_000)], 'x.csv');
    const { client } = respondWith([noResponse], { maxRetries: 0 });
    expect((await settle(client.uploads.retrieve(id))).ms).toBe(60_000);
    const { ms } = await settle(client.uploads.create({ file, phone_column: 'Phone' }));
    expect(ms).toBeGreaterThanOrEqual(80_000);
    expect(ms).toBeLessThan(80_100);
  });

  test('of the call overrides that of the client, and 0 disables it', async () => {
    const { client } = respondWith([noResponse], { timeout: 5000, maxRetries: 0 });
    expect((await settle(client.uploads.retrieve(id))).ms).toBe(5000);
    expect((await settle(client.uploads.retrieve(id, { timeout: 200 }))).ms).toBe(200);
    const { error, ms } = await settle(client.uploads.retrieve(id, { timeout: 0 }));
    expect(error).toMatchObject({ limit: 'deadline' });
    expect(ms).toBe(600_000);
    const ends = new AbortController();
    const endless = client.uploads.retrieve(id, { timeout: 0, deadline: 0, signal: ends.signal });
    setTimeout(() => ends.abort(new Error('enough')), 86_400_000);
    expect((await settle(endless)).ms).toBe(86_400_000);
  });

  test('works when it exceeds the range of a timer', async () => {
    const { client } = respondWith([
      () => new Promise((resolve) => void setTimeout(() => resolve(Response.json({ id })), 5000)),
    ]);
    expect((await settle(client.uploads.retrieve(id, { timeout: 1e12, deadline: 1e13 }))).ms).toBe(5000);
  });
});

describe('deadline', () => {
  test('ends an attempt in flight and is at least as long as the timeout by default', async () => {
    const { client, requests } = respondWith([noResponse]);
    const { error, ms } = await settle(client.uploads.retrieve(id, { deadline: 3000 }));
    expect(error).toMatchObject({ code: 'timeout', limit: 'deadline' });
    expect([ms, requests.length]).toEqual([3000, 1]);
    const long = await settle(client.uploads.retrieve(id, { timeout: 900_000, maxRetries: 0 }));
    expect(long.ms).toBe(900_000);
  });

  test('covers all attempts and backoffs', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { client, times } = respondWith([503], { maxRetries: 9 });
    const { error, ms } = await settle(client.uploads.retrieve(id, { deadline: 4000 }));
    expect(error).toMatchObject({ code: 'server', attempts: 4 });
    expect(times).toEqual([0, 500, 1500, 3500]);
    expect(ms).toBe(3500);
  });
});

describe('signal', () => {
  const reason = new Error('enough');

  test('sends nothing when it is already aborted', async () => {
    const { client, requests } = respondWith([200]);
    const call = client.uploads.retrieve(id, { signal: AbortSignal.abort(reason) });
    expect(await rejection(call)).toBe(reason);
    expect(requests).toHaveLength(0);
  });

  test.each([
    ['in a pause of 8 s', [() => new Response('{}', { status: 503, headers: { 'retry-after': '8' } })]],
    ['in a request that heeds no signal', [noResponse]],
    ['in a body that stalls', [stalledResponse]],
  ])('rejects immediately with the abort reason %s', async (_, responses) => {
    const ends = new AbortController();
    const { client, requests } = respondWith(responses);
    setTimeout(() => ends.abort(reason), 3000);
    const { error, ms } = await settle(client.uploads.retrieve(id, { signal: ends.signal }));
    expect(error).toBe(reason);
    expect(ms).toBe(3000);
    expect(requests).toHaveLength(1);
  });

  test('keeps no listener after 1,000 calls', async () => {
    const { signal } = new AbortController();
    const { client } = fakeFetch(
      (call) => (call % 3 === 0 ? Response.json({ id }) : new Response('{}', { status: 503 })),
      {
        maxRetries: 1,
      },
    );
    const calls = Array.from({ length: 1000 }, () => client.uploads.retrieve(id, { signal }));
    const outcomes = await Promise.all(calls.map(settle));
    expect(new Set(outcomes.map(({ error }) => error === undefined)).size).toBe(2);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('signal: nothing is sent when aborted while the apiKey function is pending', async () => {
  const reason = new Error('enough');
  const ends = new AbortController();
  const key = Promise.withResolvers<string>();
  const { client, requests } = respondWith([200], { apiKey: () => key.promise });
  const call = rejection(client.uploads.retrieve(id, { signal: ends.signal }));
  await vi.advanceTimersByTimeAsync(0);
  ends.abort(reason);
  key.resolve(apiKey);
  expect(await call).toBe(reason);
  expect(getEventListeners(ends.signal, 'abort')).toHaveLength(0);
  await vi.runAllTimersAsync();
  expect(requests).toHaveLength(0);
});
