import { getEventListeners } from 'node:events';
import type { WaitOptions } from '@optimaldial/client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { settle, useFakeClock } from '../support/fake-clock.ts';
import { eventLoopTurns, fakeFetch, id, rejectionBeforeSending } from '../support/fake-fetch.ts';

useFakeClock();
afterEach(() => void vi.restoreAllMocks());

/** Waits for an upload whose polls receive these statuses in order, and records the ms of each poll. */
function waiting(statuses: readonly (string | number)[], options: WaitOptions, latency = 0) {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const started = Date.now();
  const times: number[] = [];
  const { client } = fakeFetch(async (call) => {
    times.push(Date.now() - started);
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
    const status = statuses[Math.min(call, statuses.length) - 1];
    return typeof status === 'number'
      ? Response.json({ detail: 'x' }, { status })
      : Response.json({ id, status });
  });
  return { times, done: settle(client.uploads.wait(id, options)) };
}

const rejectLater = (ms: number) =>
  new Promise((_, reject) => void setTimeout(() => reject(new Error('the webhook failed')), ms));
const resolveLater = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));
const abortLater = (ms: number) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('arrived')), ms);
  return controller.signal;
};

describe('wake', () => {
  test.each<[string, (ms: number) => NonNullable<WaitOptions['wake']>]>([
    ['a promise that resolves', resolveLater],
    ['a promise that rejects', rejectLater],
    ['a signal', abortLater],
  ])('polls immediately, once, after %s', async (_, wake) => {
    const statuses = ['processing', 'processing', 'processing', 'completed'];
    const { done, times } = waiting(statuses, { wake: wake(500) });
    expect((await done).value).toMatchObject({ status: 'completed' });
    // 500 + (2000 + 500 / 2), then + (2000 + 2750 / 2)
    expect(times).toEqual([0, 500, 2750, 6125]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('polls again immediately when it comes during a poll', async () => {
    const { done, times } = waiting(['processing', 'completed'], { wake: resolveLater(50) }, 100);
    await done;
    expect(times).toEqual([0, 100]);
  });

  test('polls immediately after a failed poll, too', async () => {
    const { done, times } = waiting([503, 'completed'], { wake: abortLater(10) });
    await done;
    expect(times).toEqual([0, 10]);
  });

  test('has no effect after the end of the wait', async () => {
    const { done, times } = waiting(['completed'], { wake: resolveLater(500) });
    await done;
    await vi.advanceTimersByTimeAsync(1000);
    expect(times).toEqual([0]);
  });

  test('leaves no listener or timer when the wait ends, is aborted or rejected', async () => {
    await waiting(['processing', 'completed'], { wake: resolveLater(10) }).done;
    expect(vi.getTimerCount()).toBe(0);
    const { signal: wake } = new AbortController();
    await waiting(['processing', 'completed'], { wake }).done;
    await waiting(['failed'], { wake }).done;
    await waiting(['processing'], { wake, signal: abortLater(100) }).done;
    await waiting(['processing'], { wake, deadline: 5000 }).done;
    const untyped: any = { wake, signal: 'x' };
    await waiting(['processing'], untyped).done;
    expect(getEventListeners(wake, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('adds one listener to a promise that many waits share', async () => {
    let settleWake: ((value: unknown) => void) | undefined;
    const wake = new Promise((resolve) => (settleWake = resolve));
    const then = vi.spyOn(wake, 'then');
    for (let wait = 0; wait < 20; wait++) await waiting(['completed'], { wake }).done;
    const both = [1, 2].map(() => waiting(['processing', 'completed'], { wake }));
    setTimeout(() => settleWake?.(1), 100);
    await Promise.all(both.map(({ done }) => done));
    expect(both.map(({ times }) => times)).toEqual([
      [0, 100],
      [0, 100],
    ]);
    expect(then).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('causes no unhandled rejection when the promise rejects after the wait', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    await waiting(['completed'], { wake: rejectLater(100) }).done;
    await vi.advanceTimersByTimeAsync(200);
    vi.useRealTimers();
    await eventLoopTurns(3);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test.each(['now', 7, null, {}, new AbortController()])('is rejected before sending: %o', async (wake) => {
    const untyped: any = { wake };
    const error = await rejectionBeforeSending((client) => client.uploads.wait(id, untyped));
    expect(error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('`wake` must be a promise or an AbortSignal, got '),
    });
  });
});

describe('onPoll', () => {
  test('is called after every successful poll, also before an error', async () => {
    const polled: string[] = [];
    const onPoll = ({ status }: { status: string }) => void polled.push(status);
    await waiting(['processing', 503, 'processing', 'completed'], { onPoll }).done;
    const { error } = await waiting(['processing', 'failed'], { onPoll }).done;
    expect(polled).toEqual(['processing', 'processing', 'completed', 'processing', 'failed']);
    expect(error).toMatchObject({ code: 'upload_not_completed' });
  });

  test.each([
    ['throws', () => JSON.parse('{')],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['never settles', () => new Promise(() => undefined)],
  ])('does not end the wait when it %s', async (_, onPoll) => {
    const { value } = await waiting(['processing', 'completed'], { onPoll }).done;
    expect(value).toMatchObject({ status: 'completed' });
  });
});
