import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import {
  NotFoundError,
  UploadNotCompletedError,
  WaitingForPersonError,
  type WaitOptions,
} from '@optimaldial/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Waits for an upload whose polls receive these responses in order, and records the ms of each poll. */
function wait(responses: readonly (string | number | Error)[], options?: WaitOptions) {
  const started = Date.now();
  const times: number[] = [];
  const { client, requests } = fakeFetch((call) => {
    times.push(Date.now() - started);
    const response = responses[Math.min(call, responses.length) - 1];
    if (response instanceof Error) throw response;
    if (typeof response === 'number') {
      return Response.json(
        { detail: 'x' },
        { status: response, headers: response === 429 ? { 'retry-after': '30' } : {} },
      );
    }
    return Response.json({ id, status: response, original_filename: 'private.csv' });
  });
  const done = client.uploads.wait(id, options);
  done.catch(() => undefined);
  return { done, times, requests };
}

test('uploads.wait: polls immediately, then with backoff from 2 to 60 seconds', async () => {
  const statuses = [...Array<string>(20).fill('processing'), 'completed'];
  const { done, times } = wait(statuses);
  await vi.runAllTimersAsync();
  await expect(done).resolves.toMatchObject({ status: 'completed' });
  expect(times[0]).toBe(0);
  const delays = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(delays[0]).toBeGreaterThanOrEqual(1000);
  expect(delays[0]).toBeLessThanOrEqual(2000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(60_000);
  expect(Math.min(...delays.slice(-5))).toBeGreaterThanOrEqual(30_000);
});

test('onUpdate: is called once per status change, including unknown statuses', async () => {
  const reported: string[] = [];
  const onUpdate = vi.fn((upload: { status: string }) => void reported.push(upload.status));
  const { done, times } = wait(['ready_for_processing', 'archiving', 'archiving', 'completed'], { onUpdate });
  await vi.runAllTimersAsync();
  await done;
  expect(reported).toEqual(['ready_for_processing', 'archiving', 'completed']);
  expect(times.at(-1)).toBeGreaterThan(2000);
});

test.each([
  ['failed', 'failed. See `error.upload.error_message`.'],
  ['cancelled', 'is cancelled, which is final.'],
  ['validation_failed', 'is validation_failed, which is final.'],
])('uploads.wait: throws UploadNotCompletedError with the upload when it is %s', async (status, problem) => {
  const { done, times } = wait([status]);
  const error = await rejection(done);
  expect(error).toBeInstanceOf(UploadNotCompletedError);
  const message = `Upload ${id} ${problem}`;
  expect(error).toMatchObject({ code: 'upload_not_completed', status, message, upload: { id } });
  expect(inspect(error)).not.toContain('private.csv');
  expect(times).toHaveLength(1);
});

test.each(['pending_mapping', 'awaiting_confirmation'])(
  'uploads.wait: throws WaitingForPersonError when the upload is %s',
  async (status) => {
    const { done } = wait([status]);
    const error = await rejection(done);
    expect(error).toBeInstanceOf(WaitingForPersonError);
    expect(error).toMatchObject({
      code: 'waiting_for_person',
      status,
      message: expect.stringContaining('web app'),
    });
  },
);

test('uploads.wait: resolves when a status listed in until is reached', async () => {
  await expect(wait(['failed'], { until: ['completed', 'failed'] }).done).resolves.toMatchObject({
    status: 'failed',
  });
  await expect(wait(['pending_mapping'], { until: 'pending_mapping' }).done).resolves.toBeDefined();
  expect(await rejection(wait(['completed'], { until: 'processing' }).done)).toBeInstanceOf(
    UploadNotCompletedError,
  );
});

test('uploads.wait: continues after transient failures and waits out a 429', async () => {
  const { done, times } = wait(['processing', 503, new TypeError('fetch failed'), 429, 'completed']);
  await vi.runAllTimersAsync();
  await done;
  expect(times).toHaveLength(5);
  expect((times[4] ?? 0) - (times[3] ?? 0)).toBeGreaterThanOrEqual(30_000);
});

test.each([401, 403, 404])('uploads.wait: rejects on a %i', async (status) => {
  const { done, times } = wait([status]);
  expect(await rejection(done)).toMatchObject({ status });
  if (status === 404) expect(await rejection(done)).toBeInstanceOf(NotFoundError);
  expect(times).toHaveLength(1);
});

test('uploads.wait: rejects with the abort reason and leaves no timer or listener', async () => {
  const controller = new AbortController();
  const { done, times } = wait(['processing'], { signal: controller.signal });
  await vi.advanceTimersByTimeAsync(500);
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(done).rejects.toBe(reason);
  expect(times).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);

  const long = new AbortController();
  await wait(['completed'], { signal: long.signal }).done;
  expect(getEventListeners(long.signal, 'abort')).toHaveLength(0);
  expect(vi.getTimerCount()).toBe(0);
});
