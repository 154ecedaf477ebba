import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { ConnectionError, DownloadError, InvalidInputError, isOptimalDialError } from '@optimaldial/client';
import { describe, expect, test, vi } from 'vitest';
import { noResponse, settle, useFakeClock } from '../../support/fake-clock.ts';
import { id, path, rejection } from '../../support/fake-fetch.ts';
import { part, storage, truncated } from '../../support/fake-storage.ts';

const bytes = new TextEncoder().encode('Phone,likely\n+14155550123,yes\n'.repeat(50));
const whole = () =>
  new Response(bytes, { headers: { 'content-length': String(bytes.length), etag: '"v1"' } });
const LEAKS = /s1gned|storage\.example|od_live_|4155550123/;

/** Everything that a log could get of an error. */
function logged(error: unknown): string {
  if (!isOptimalDialError(error)) throw new Error('not ours');
  return [inspect(error, { depth: 9 }), JSON.stringify(error), error.stack, String(error.cause)].join('\n');
}

const silent = () =>
  new Response(new ReadableStream({ start: (body) => body.enqueue(bytes.subarray(0, 10)) }), {
    headers: { 'content-length': String(bytes.length) },
  });

describe('download: credentials', () => {
  test.each(['original', 'processed', 'processed-filtered'] as const)(
    'storage receives no API key or caller headers, and the response hides the signed URL, for %s',
    async (which) => {
      const { client, requests } = storage(whole);
      const response = await client.uploads.download(id, which, { headers: { 'x-trace': 'mine' } });
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
      const { api, storage: files } = requests();
      expect(api.map((call) => new URL(call.url).pathname)).toEqual([`${path}/download/${which}`]);
      expect(api[0]?.headers.get('x-trace')).toBe('mine');
      expect(files).toHaveLength(1);
      expect([...(files[0]?.headers.keys() ?? [])]).toEqual(['accept-encoding']);
      expect(files[0]?.init.redirect).toBe('manual');
      expect(inspect(response)).not.toMatch(LEAKS);
      expect(response.headers.get('etag')).toBe('"v1"');
    },
  );

  test.each([403, 404, 416, 302, 204, 503])(
    'a DownloadError for a %i from storage hides the signed URL and the key',
    async (status) => {
      const answer = () =>
        new Response(
          status === 204 ? null : '<Error><Resource>/org-7/list.csv?token=s1gned</Resource></Error>',
          {
            status,
            headers: { location: 'https://elsewhere.example/?token=s1gned' },
          },
        );
      const { client } = storage(answer);
      const error = await rejection(client.uploads.download(id, 'processed'));
      expect(error).toBeInstanceOf(DownloadError);
      expect(error).toMatchObject({
        code: 'download',
        status,
        method: 'GET',
        path: `${path}/download/processed`,
      });
      expect(logged(error)).not.toMatch(LEAKS);
      expect(logged(error)).toContain(`the storage returned ${status}`);
    },
  );

  test('a ConnectionError hides the signed URL when connecting or reading the body', async () => {
    const { client } = storage(async () => {
      throw new TypeError('cannot reach https://storage.example/org-7/list.csv?token=s1gned');
    });
    const error = await rejection(client.uploads.download(id, 'processed'));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(logged(error)).not.toMatch(LEAKS);
    expect(logged(error)).toContain('The storage is a different host');

    const breaks = storage(() => truncated(bytes, 100));
    const response = await breaks.client.uploads.download(id, 'processed');
    const later = await rejection(response.text());
    expect(later).toBeInstanceOf(ConnectionError);
    expect(logged(later)).not.toMatch(LEAKS);
  });

  test.each([
    'http://storage.example/f?token=s1gned',
    'ftp://storage.example/f',
    'data:text/csv,x',
    'nonsense',
  ])('a signed URL %s is rejected', async (link) => {
    const { client, requests } = storage(whole, { link });
    const error = await rejection(client.uploads.download(id, 'processed'));
    expect(error).toBeInstanceOf(DownloadError);
    expect(logged(error)).not.toMatch(LEAKS);
    expect(requests().storage).toHaveLength(0);
  });

  test('a signed URL with http: is accepted on loopback and allowed hosts', async () => {
    for (const link of ['http://127.0.0.1:9/f', 'http://minio/f']) {
      const { client } = storage(whole, { link, allowInsecureHosts: ['minio'] });
      expect((await client.uploads.download(id, 'processed')).status).toBe(200);
    }
  });
});

test('download: requests one new signed URL when storage returns 403', async () => {
  const { client, requests } = storage((attempt) =>
    attempt === 1 ? new Response('expired', { status: 403 }) : whole(),
  );
  expect((await client.uploads.download(id, 'processed')).status).toBe(200);
  expect(requests().storage.map(({ url }) => url.at(-1))).toEqual(['1', '2']);

  const always = storage(() => new Response('expired', { status: 403 }));
  await rejection(always.client.uploads.download(id, 'processed'));
  expect(always.requests().storage).toHaveLength(2);
});

test('download: errors a body that ends before its announced length', async () => {
  const { client } = storage(() => new Response('short', { headers: { 'content-length': '50' } }));
  const response = await client.uploads.download(id, 'processed');
  expect(await rejection(response.text())).toBeInstanceOf(ConnectionError);
  // The length of an encoded body is that of the code.
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
    const answers = [
      whole,
      whole,
      () => truncated(bytes, 10),
      () => new Response(null, { status: 404 }),
      silent,
    ];
    for (const answer of answers) {
      const { client } = storage(answer);
      const { value } = await settle(client.uploads.download(id, 'original', { signal }));
      if (answer === silent) await value?.body?.cancel();
      else if (value) await settle(value.text());
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
