import { isFinal, type UploadStatus } from '@optimaldial/client';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { respondWith, settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, id, rejection, rejectionBeforeSending } from '../support/fake-fetch.ts';

useFakeClock();
afterEach(() => void vi.restoreAllMocks());

/** A client whose upload has this status and was created some ms ago, and the requests. */
const uploadOf = (status: string, age: unknown = 0) =>
  fakeFetch(() =>
    Response.json({
      id,
      status,
      created_at: typeof age === 'number' ? new Date(Date.now() - age).toISOString() : age,
    }),
  );

describe('uploads.check: again', () => {
  test.each([
    [0, 1000, 2000],
    [10_000, 3500, 7000],
    [116_000, 30_000, 60_000],
    [86_400_000, 30_000, 60_000],
    [-3_600_000, 1000, 2000],
    ['not a time', 1000, 2000],
    [null, 1000, 2000],
  ])('for an upload created %s ms ago is from %d to %d ms', async (age, least, most) => {
    const { client } = uploadOf('processing', age);
    for (const [random, expected] of [
      [0, least],
      [1, most],
    ]) {
      vi.spyOn(Math, 'random').mockReturnValue(random ?? 0);
      const { done, upload, again } = await client.uploads.check(id);
      expect([done, upload.status, again]).toEqual([false, 'processing', expected]);
    }
  });

  test('grows as in uploads.wait when called after each delay', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const created = Date.now();
    const delays: number[] = [];
    const { client } = fakeFetch(() =>
      Response.json({ id, status: 'processing', created_at: new Date(created).toISOString() }),
    );
    while (delays.length < 12) {
      const { again } = await client.uploads.check(id);
      delays.push(again);
      vi.setSystemTime(Date.now() + again);
    }
    vi.useRealTimers();
    vi.useFakeTimers();
    const { client: other, times } = respondWith([() => Response.json({ id, status: 'processing' })]);
    await settle(other.uploads.wait(id, { deadline: 3_600_000 }));
    const waited = times.slice(1, 13).map((time, index) => time - (times[index] ?? 0));
    for (const [index, delay] of delays.entries()) {
      expect(Math.abs(delay - (waited[index] ?? 0))).toBeLessThan(20);
    }
  });

  test('is a whole number of ms for any age', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -1e12, max: 1e12 }), async (age) => {
        const { again } = await uploadOf('processing', age).client.uploads.check(id);
        expect(Number.isSafeInteger(again) && again >= 1000 && again <= 60_000).toBe(true);
      }),
    );
  });
});

describe('uploads.check', () => {
  test('is done with a delay of 0 when the upload has a status in until', async () => {
    const { client } = uploadOf('completed', 3000);
    expect(await client.uploads.check(id)).toEqual({ done: true, upload: expect.anything(), again: 0 });
    const failed = uploadOf('failed').client.uploads.check(id, { until: ['completed', 'failed'] });
    expect(await failed).toMatchObject({ done: true, again: 0 });
    const waiting = uploadOf('pending_mapping').client.uploads.check(id, { until: 'pending_mapping' });
    expect(await waiting).toMatchObject({ done: true, again: 0 });
  });

  test.each([
    ['failed', 'upload_not_completed'],
    ['cancelled', 'upload_not_completed'],
    ['validation_failed', 'upload_not_completed'],
    ['pending_mapping', 'waiting_for_person'],
    ['awaiting_confirmation', 'waiting_for_person'],
  ])('throws as uploads.wait when the upload is %s', async (status, code) => {
    const error = await rejection(uploadOf(status).client.uploads.check(id));
    expect(error).toMatchObject({ code, status, upload: { id } });
    expect(await rejection(uploadOf(status).client.uploads.wait(id))).toEqual(error);
  });

  test('continues for an unknown status', async () => {
    expect(await uploadOf('archiving').client.uploads.check(id)).toMatchObject({ done: false });
  });

  test('sends one request, retries transient failures, and throws the errors of retrieve', async () => {
    const { client, requests } = uploadOf('processing');
    await client.uploads.check(id);
    expect(requests).toHaveLength(1);
    const retried = respondWith([503, 200]);
    expect((await settle(retried.client.uploads.check(id))).value).toMatchObject({ done: true });
    const missing = respondWith([404]).client.uploads.check(id);
    expect((await settle(missing)).error).toMatchObject({ code: 'not_found' });
    const limited = respondWith([503]).client.uploads.check(id, { maxRetries: 0 });
    expect((await settle(limited)).error).toMatchObject({ code: 'server', attempts: 1 });
  });

  test.each([[[]], ['done'], [7], [null], [['completed', 'done']]])(
    'rejects `until` %j before sending',
    async (until) => {
      const untyped: any = { until };
      const error = await rejectionBeforeSending((client) => client.uploads.check(id, untyped));
      expect(error).toMatchObject({ code: 'invalid_input' });
    },
  );
});

test('isFinal: is true only for the four final statuses', () => {
  const statuses: Record<UploadStatus | 'archiving' | '', boolean> = {
    pending_mapping: false,
    validating: false,
    validation_failed: true,
    awaiting_confirmation: false,
    ready_for_processing: false,
    processing: false,
    completed: true,
    failed: true,
    cancelled: true,
    archiving: false,
    '': false,
  };
  for (const [status, final] of Object.entries(statuses)) expect(isFinal(status)).toBe(final);
});
