import { getEventListeners } from 'node:events';
import { type AttemptEvent, type WaitOptions, WaitTimeoutError } from '@optimaldial/client';
import { expect, test, vi } from 'vitest';
import { respondWith, settle, signalWithoutReason, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, id, rejectionBeforeSending } from '../support/fake-fetch.ts';

useFakeClock();

const DAY = 86_400_000;
const processing = () => Response.json({ id, status: 'processing' });

/** Waits for an upload that completes after some ms, or never, and records the polls. */
function waiting(completedAfter: number, options: WaitOptions) {
  const started = Date.now();
  const monotonic = performance.now();
  const times: number[] = [];
  const { client } = fakeFetch(() => {
    times.push(performance.now() - monotonic);
    return Date.now() - started >= completedAfter ? Response.json({ id, status: 'completed' }) : processing();
  });
  return { times, done: settle(client.uploads.wait(id, options)) };
}

test.each([30 * DAY, Infinity, 0, 1e300])(
  'uploads.wait: polls for days when the deadline is %d',
  async (deadline) => {
    const { done } = waiting(2 * DAY, { deadline });
    const { value, ms } = await done;
    expect(value).toMatchObject({ status: 'completed' });
    expect(ms).toBeLessThan(2 * DAY + 60_001);
  },
);

test('uploads.wait: times out after a deadline of 30 days', async () => {
  const { client } = fakeFetch(() => new Promise(() => undefined));
  const { error, ms } = await settle(
    client.uploads.wait(id, { deadline: 30 * DAY, timeout: 29 * DAY, onUpdate: undefined }),
  );
  expect(error).toMatchObject({ code: 'wait_timeout', status: undefined });
  expect(ms).toBe(30 * DAY);
});

test.each([
  [1000, 900],
  [10_000, 9000],
  [60_000, 59_000],
  [3_600_000, 3_599_000],
  [10, 9],
])('uploads.wait: with a deadline of %i ms, polls last at %i ms', async (deadline, last) => {
  const { done, times } = waiting(Infinity, { deadline });
  const { error } = await done;
  expect(error).toBeInstanceOf(WaitTimeoutError);
  const message = expect.stringContaining(`${deadline} ms`);
  expect(error).toMatchObject({ code: 'wait_timeout', status: 'processing', message });
  expect(times.at(-1)).toBeCloseTo(last, 0);
  expect(times.length).toBeGreaterThan(1);
});

test.each([-DAY * 400, DAY * 400])('uploads.wait: ignores a system clock jump of %d ms', async (jump) => {
  let polls = 0;
  const monotonic = performance.now();
  const { client } = fakeFetch(() => {
    if ((polls += 1) === 2) vi.setSystemTime(Date.now() + jump);
    return processing();
  });
  const { error } = await settle(client.uploads.wait(id, { deadline: 60_000 }));
  expect(error).toMatchObject({ code: 'wait_timeout' });
  expect(performance.now() - monotonic).toBeCloseTo(59_000, -1);
});

test('uploads.retrieve: ignores a system clock jump during a backoff', async () => {
  const { client, requests } = respondWith([
    () => {
      setTimeout(() => vi.setSystemTime(Date.now() + 400 * DAY), 500);
      return new Response('{}', { status: 503, headers: { 'retry-after': '2' } });
    },
    200,
  ]);
  expect((await settle(client.uploads.retrieve(id, { deadline: 3000 }))).error).toBeUndefined();
  expect(requests).toHaveLength(2);
});

test('uploads.wait: leaves no listener or timer when 2,000 calls share a signal', async () => {
  const { signal } = new AbortController();
  const { client } = fakeFetch((call) =>
    call % 2 === 0 ? Response.json({ id, status: 'completed' }) : processing(),
  );
  const waits = Array.from({ length: 2000 }, () => client.uploads.wait(id, { signal }));
  await vi.runAllTimersAsync();
  await Promise.all(waits);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('uploads.wait: accepts a signal without reason and throwIfAborted', async () => {
  const { signal, abort } = signalWithoutReason();
  const { client } = fakeFetch(processing);
  setTimeout(abort, 5000);
  const { error, ms } = await settle(client.uploads.wait(id, { signal }));
  expect(error).toMatchObject({ name: 'AbortError' });
  expect(ms).toBe(5000);
});

test('uploads.wait: makes each poll a single attempt', async () => {
  const attempts: AttemptEvent[] = [];
  const { client, requests } = respondWith(
    [503, new TypeError('fetch failed'), 520, 408, () => new Response('{'), 200],
    { maxRetries: 5, onAttempt: (event) => attempts.push(event) },
  );
  expect((await settle(client.uploads.wait(id))).value).toMatchObject({ status: 'completed' });
  expect(requests).toHaveLength(6);
  expect(attempts.map(({ attempt, retryDelay }) => [attempt, retryDelay])).toEqual(
    Array.from({ length: 6 }, () => [1, undefined]),
  );
});

test.each([Number.NaN, -1, '1000', 1n, null, {}])(
  'uploads.wait: rejects the deadline %o before sending',
  async (deadline) => {
    const untyped: any = { deadline };
    const error = await rejectionBeforeSending((client) => client.uploads.wait(id, untyped));
    expect(error).toMatchObject({ code: 'invalid_input' });
  },
);

test('uploads.wait and find: send nothing when the signal is already aborted', async () => {
  const reason = new Error('enough');
  const { client, requests } = fakeFetch(processing);
  const signal = AbortSignal.abort(reason);
  expect((await settle(client.uploads.wait(id, { signal }))).error).toBe(reason);
  const wanted = { filename: 'x.csv', since: new Date() };
  expect((await settle(client.uploads.find(wanted, { signal }))).error).toBe(reason);
  expect(requests).toHaveLength(0);
});

test('uploads.wait: reports the last failure as cause at the deadline', async () => {
  const { client } = respondWith([503]);
  const { error } = await settle(client.uploads.wait(id, { deadline: 5000 }));
  expect(error).toMatchObject({ code: 'wait_timeout', cause: { code: 'server' } });
});
