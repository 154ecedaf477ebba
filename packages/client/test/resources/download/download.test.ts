import { getEventListeners } from 'node:events';
import { ConnectionError, InvalidInputError } from '@optimaldial/client';
import { describe, expect, test, vi } from 'vitest';
import { noResponse, settle, useFakeClock } from '../../support/fake-clock.ts';
import { id, path, rejection } from '../../support/fake-fetch.ts';
import { part, storage, truncated } from '../../support/fake-storage.ts';

const bytes = new TextEncoder().encode('Phone,likely\n+14155550123,yes\n'.repeat(50));
const whole = () =>
  new Response(bytes, { headers: { 'content-length': String(bytes.length), etag: '"v1"' } });

const silent = () =>
  new Response(new ReadableStream({ start: (body) => body.enqueue(bytes.subarray(0, 10)) }), {
    headers: { 'content-length': String(bytes.length) },
  });

test('download: errors a body that ends before its announced length', async () => {
  const { client } = storage(() => new Response('short', { headers: { 'content-length': '50' } }));
  const response = await client.uploads.download(id, 'processed');
  expect(await rejection(response.text())).toBeInstanceOf(ConnectionError);
  // Content-Length is that of the encoded body.
  const encoded = storage(
    () => new Response('short', { headers: { 'content-length': '50', 'content-encoding': 'gzip' } }),
  );
  expect(await (await encoded.client.uploads.download(id, 'processed')).text()).toBe('short');
});

test('download: resume requests the remaining bytes of the same file', async () => {
  const { client, requests } = storage((attempt) =>
    attempt === 1 ? part(bytes, 100, { etag: '"v1"' }) : whole(),
  );
  const response = await client.uploads.download(id, 'processed', { resume: { from: 100, etag: '"v1"' } });
  expect(response.status).toBe(206);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes.subarray(100));
  const headers = requests().storage[0]?.headers;
  expect([headers?.get('range'), headers?.get('if-range')]).toEqual(['bytes=100-', '"v1"']);
  await client.uploads.download(id, 'processed', { resume: { from: 0 } });
  expect(requests().storage[1]?.headers.has('range')).toBe(false);
});

test('download: rejects an unrequested 206', async () => {
  const { client } = storage(() => part(bytes, 100));
  expect(await rejection(client.uploads.download(id, 'processed'))).toMatchObject({
    code: 'download',
    status: 206,
  });
});

test.each([-1, 1.5, Number.NaN, '5'])('download: rejects resume.from %s before sending', async (from) => {
  const { client, requests } = storage(whole);
  // As JavaScript calls it.
  const resume = { from: from as number };
  expect(await rejection(client.uploads.download(id, 'processed', { resume }))).toBeInstanceOf(
    InvalidInputError,
  );
  expect(requests().api).toHaveLength(0);
});

test('download: rejects an unknown file and a malformed ID before sending', async () => {
  const { client, requests } = storage(whole);
  // @ts-expect-error: not a file of an upload
  expect(await rejection(client.uploads.download(id, 'toString'))).toBeInstanceOf(InvalidInputError);
  expect(await rejection(client.uploads.download('..', 'original'))).toBeInstanceOf(InvalidInputError);
  expect(requests().api).toHaveLength(0);
});

test('download: rejects with the abort reason before sending or while reading the body', async () => {
  const reason = new Error('enough');
  const { client, requests } = storage(whole);
  expect(
    await rejection(client.uploads.download(id, 'original', { signal: AbortSignal.abort(reason) })),
  ).toBe(reason);
  expect(requests().api).toHaveLength(0);

  const ends = new AbortController();
  const body = new ReadableStream(
    {
      pull(controller) {
        ends.abort(reason);
        controller.error(new TypeError('aborted'));
      },
    },
    { highWaterMark: 0 },
  );
  const open = storage(() => new Response(body));
  const response = await open.client.uploads.download(id, 'original', { signal: ends.signal });
  expect(await rejection(response.text())).toBe(reason);
});

test('download: cancelling the body cancels the connection', async () => {
  let cancelled: unknown;
  const body = new ReadableStream({ cancel: (reason) => void (cancelled = reason) });
  const { client } = storage(() => new Response(body));
  await (await client.uploads.download(id, 'original')).body?.cancel('enough');
  expect(cancelled).toBe('enough');
});

describe('download: timeouts and retries', () => {
  useFakeClock();
  test('times out after 60 s without data, before or in the middle of the file', async () => {
    const mute = storage(noResponse);
    const { error, ms } = await settle(mute.client.uploads.download(id, 'original'));
    expect(error).toMatchObject({ code: 'timeout', path: `${path}/download/original` });
    expect(ms).toBe(60_000);
    expect(mute.requests().storage[0]?.init.signal?.aborted).toBe(true);

    const { client, requests } = storage(silent);
    const response = await client.uploads.download(id, 'original', { timeout: 5000 });
    const read = await settle(response.text());
    expect(read).toMatchObject({ error: { code: 'timeout' }, ms: 5000 });
    expect(requests().storage[0]?.init.signal?.aborted).toBe(true);
  });

  test('has no time limit for a slow body', async () => {
    let left = 20;
    const slow = new ReadableStream(
      {
        async pull(body) {
          await new Promise((resolve) => void setTimeout(resolve, 50_000));
          if (left-- === 0) body.close();
          else body.enqueue(new Uint8Array(1));
        },
      },
      { highWaterMark: 0 },
    );
    const { client } = storage(() => new Response(slow));
    const response = await client.uploads.download(id, 'original');
    const read = await settle(response.arrayBuffer());
    expect(read.value?.byteLength).toBe(20);
    expect(read.ms).toBeGreaterThan(1_000_000);
  });

  test('retries a 503 and a broken connection with a new signed URL, but not a 404', async () => {
    const { client, requests } = storage(
      (attempt) => {
        if (attempt === 1) return new Response(null, { status: 503 });
        if (attempt === 2) throw new TypeError('fetch failed');
        return whole();
      },
      { maxRetries: 2 },
    );
    expect((await settle(client.uploads.download(id, 'original'))).value?.status).toBe(200);
    expect(requests().storage).toHaveLength(3);
    const gone = storage(() => new Response(null, { status: 404 }), { maxRetries: 2 });
    expect((await settle(gone.client.uploads.download(id, 'original'))).error).toMatchObject({ status: 404 });
    expect(gone.requests().storage).toHaveLength(1);
  });

  test('leaves no abort listener after the body is read, cancelled or broken', async () => {
    const { signal } = new AbortController();
    const responses = [
      whole,
      whole,
      () => truncated(bytes, 10),
      () => new Response(null, { status: 404 }),
      silent,
    ];
    for (const respond of responses) {
      const { client } = storage(respond);
      const { value } = await settle(client.uploads.download(id, 'original', { signal }));
      if (respond === silent) await value?.body?.cancel();
      else if (value) await settle(value.text());
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
