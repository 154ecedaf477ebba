import { describe, expect, test } from 'vitest';
import { noResponse, settle, useFakeClock } from '../../support/fake-clock.ts';
import { fakeFetch, id, rejection } from '../../support/fake-fetch.ts';
import { storage } from '../../support/fake-storage.ts';

const csv = () => new Response('Phone\n');
const busy = (retryAfter: string) => () =>
  new Response(null, { status: 503, headers: { 'retry-after': retryAfter } });

describe('download: opening the file', () => {
  useFakeClock();

  test('waits for the Retry-After of storage before retrying', async () => {
    const { client } = storage((attempt) => (attempt === 1 ? busy('20')() : csv()), { maxRetries: 2 });
    const { value, ms } = await settle(client.uploads.download(id, 'processed'));
    expect(value?.status).toBe(200);
    expect(ms).toBeGreaterThanOrEqual(20_000);
    expect(ms).toBeLessThan(21_000);
  });

  test.each([
    ['600', undefined],
    ['30', 20_000],
    ['999999999', 0],
  ])('does not wait for a Retry-After of %s s when the deadline is %s', async (seconds, deadline) => {
    const { client, requests } = storage(busy(seconds), { maxRetries: 2 });
    const { error, ms } = await settle(client.uploads.download(id, 'processed', { deadline }));
    expect(error).toMatchObject({ code: 'download', status: 503, retryAfter: Number(seconds) });
    expect([requests().storage.length, ms]).toEqual([1, 0]);
  });

  test('times out at the deadline while signing or requesting, including retries', async () => {
    const signing = fakeFetch(noResponse, { maxRetries: 9 });
    const requesting = storage(noResponse, { maxRetries: 9 });
    for (const { client } of [signing, requesting]) {
      const { error, ms } = await settle(client.uploads.download(id, 'processed', { deadline: 70_000 }));
      expect(error).toMatchObject({ code: 'timeout', limit: 'deadline' });
      expect(ms).toBe(70_000);
    }
    expect(requesting.requests().storage.at(-1)?.init.signal?.aborted).toBe(true);
  });

  test('does not apply the deadline to the body', async () => {
    const slow = new ReadableStream({
      async pull(body) {
        await new Promise((resolve) => void setTimeout(resolve, 50_000));
        body.enqueue(new TextEncoder().encode('Phone\n'));
        body.close();
      },
    });
    const { client } = storage(() => new Response(slow));
    const response = await client.uploads.download(id, 'processed', { deadline: 1000 });
    expect((await settle(response.text())).value).toBe('Phone\n');
  });

  test.each([503, 408, 429, 520, 530])('tries 3 times when storage returns %i', async (status) => {
    const { client, requests } = storage(() => new Response(null, { status }), { maxRetries: 2 });
    const { error } = await settle(client.uploads.download(id, 'processed'));
    expect(error).toMatchObject({ code: 'download', status, attempts: 3 });
    expect([requests().api.length, requests().storage.length]).toEqual([3, 3]);
  });
});

test('download: sends no request to storage when onAttempt aborts', async () => {
  const reason = new Error('enough');
  const ends = new AbortController();
  const { client, requests } = storage(csv, { onAttempt: () => ends.abort(reason) });
  expect(await rejection(client.uploads.download(id, 'processed', { signal: ends.signal }))).toBe(reason);
  expect(requests().storage).toHaveLength(0);
});
