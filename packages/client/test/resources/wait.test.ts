import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import {
  NotFoundError,
  UploadNotCompletedError,
  WaitingForPersonError,
  WaitTimeoutError,
  type WaitOptions,
} from '@optimaldial/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { id, rejection, stub } from '../support/stub.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Waits for an upload that has these answers in turn, the last for ever; notes when each was asked for, in ms. */
function wait(answers: readonly (string | number | Error)[], options?: WaitOptions) {
  const started = Date.now();
  const asked: number[] = [];
  const { client, seen } = stub((call) => {
    asked.push(Date.now() - started);
    const answer = answers[Math.min(call, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'number') {
      return Response.json(
        { detail: 'x' },
        { status: answer, headers: answer === 429 ? { 'retry-after': '30' } : {} },
      );
    }
    return Response.json({ id, status: answer, original_filename: 'private.csv' });
  });
  const done = client.uploads.wait(id, options);
  done.catch(() => undefined);
  return { done, asked, seen };
}

test('the first look is at once, and pauses grow from 2 s to 60 s', async () => {
  const statuses = [...Array<string>(20).fill('processing'), 'completed'];
  const { done, asked } = wait(statuses);
  await vi.runAllTimersAsync();
  await expect(done).resolves.toMatchObject({ status: 'completed' });
  expect(asked[0]).toBe(0);
  const pauses = asked.slice(1).map((time, index) => time - (asked[index] ?? 0));
  expect(pauses[0]).toBeGreaterThanOrEqual(1000);
  expect(pauses[0]).toBeLessThanOrEqual(2000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000);
  expect(Math.min(...pauses.slice(-5))).toBeGreaterThanOrEqual(30_000);
});

test('status changes are reported once each, an unknown one too, which is polled at the normal pace', async () => {
  const seen: string[] = [];
  const onUpdate = vi.fn((upload: { status: string }) => void seen.push(upload.status));
  const { done, asked } = wait(['ready_for_processing', 'archiving', 'archiving', 'completed'], { onUpdate });
  await vi.runAllTimersAsync();
  await done;
  expect(seen).toEqual(['ready_for_processing', 'archiving', 'completed']);
  expect(asked.at(-1)).toBeGreaterThan(2000);
});

test.each(['failed', 'cancelled', 'validation_failed'])(
  '%s throws an error that carries the upload',
  async (status) => {
    const { done, asked } = wait([status]);
    const error = await rejection(done);
    expect(error).toBeInstanceOf(UploadNotCompletedError);
    expect(error).toMatchObject({ code: 'upload_not_completed', status, upload: { id } });
    expect(inspect(error)).not.toContain('private.csv');
    expect(asked).toHaveLength(1);
  },
);

test.each(['pending_mapping', 'awaiting_confirmation'])(
  '%s ends the wait and says who is waited for',
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

test('a status that was asked for is never a failure', async () => {
  await expect(wait(['failed'], { until: ['completed', 'failed'] }).done).resolves.toMatchObject({
    status: 'failed',
  });
  await expect(wait(['pending_mapping'], { until: 'pending_mapping' }).done).resolves.toBeDefined();
  expect(await rejection(wait(['completed'], { until: 'processing' }).done)).toBeInstanceOf(
    UploadNotCompletedError,
  );
});

test('a transient failure does not end the wait, and a 429 is waited out', async () => {
  const { done, asked } = wait(['processing', 503, new TypeError('fetch failed'), 429, 'completed']);
  await vi.runAllTimersAsync();
  await done;
  expect(asked).toHaveLength(5);
  expect((asked[4] ?? 0) - (asked[3] ?? 0)).toBeGreaterThanOrEqual(30_000);
});

test.each([401, 403, 404])('%i ends it', async (status) => {
  const { done, asked } = wait([status]);
  expect(await rejection(done)).toMatchObject({ status });
  if (status === 404) expect(await rejection(done)).toBeInstanceOf(NotFoundError);
  expect(asked).toHaveLength(1);
});

test('the deadline ends it after a last look just before', async () => {
  const { done, asked } = wait(['processing'], { deadline: 60_000 });
  await vi.runAllTimersAsync();
  const error = await rejection(done);
  expect(error).toBeInstanceOf(WaitTimeoutError);
  expect(error).toMatchObject({
    code: 'wait_timeout',
    status: 'processing',
    message: expect.stringContaining('60000 ms'),
  });
  expect(asked.at(-1)).toBe(59_000);
});

test('a call that hangs does not outlive the deadline', async () => {
  const { client } = stub(
    (_, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  );
  const done = client.uploads.wait(id, { deadline: 5000 });
  const error = rejection(done);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await error).toMatchObject({ code: 'wait_timeout', status: undefined });
});

test('an abort during a pause rejects with its own reason, and leaves no timer or listener', async () => {
  const controller = new AbortController();
  const { done, asked } = wait(['processing'], { signal: controller.signal });
  await vi.advanceTimersByTimeAsync(500);
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(done).rejects.toBe(reason);
  expect(asked).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);

  const long = new AbortController();
  await wait(['completed'], { signal: long.signal }).done;
  expect(getEventListeners(long.signal, 'abort')).toHaveLength(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a deadline that is none is refused before anything is sent', async () => {
  const { done, asked } = wait(['completed'], { deadline: Number.NaN });
  expect(await rejection(done)).toMatchObject({ code: 'invalid_input' });
  expect(asked).toHaveLength(0);
});
