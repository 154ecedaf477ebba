import { writeFile } from 'node:fs/promises';
import { ConnectionError, DownloadError } from '@optimaldial/client';
import { saveDownload } from '@optimaldial/client/node';
import { expect, test, vi } from 'vitest';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';
import { part, storage, truncated } from '../support/fake-storage.ts';
import { advanceUntilSettled, useTempFolder } from '../support/temp-folder.ts';

const bytes = crypto.getRandomValues(new Uint8Array(50_000));
const etag = '"v1"';
const whole = () => new Response(bytes, { headers: { 'content-length': String(bytes.length), etag } });
const rangeOf = (init: RequestInit) => Number(/\d+/.exec(new Headers(init.headers).get('range') ?? '0')?.[0]);
const disk = useTempFolder();

test('saveDownload: resumes at once with a new signed URL when the body breaks at 60 %', async () => {
  const lost = bytes.length * 0.6;
  const { client, requests } = storage((attempt, init) =>
    attempt === 1 ? truncated(bytes, lost, { headers: { etag } }) : part(bytes, rangeOf(init), { etag }),
  );
  // Without moving a timer: nothing speaks against another connection.
  await saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
  const [, second] = requests().storage;
  expect(second?.headers.get('range')).toBe(`bytes=${lost}-`);
  expect(second?.headers.get('if-range')).toBe(etag);
  expect(requests().storage.map(({ url }) => url.at(-1))).toEqual(['1', '2']);
});

test('saveDownload: requests further ranges when a 206 is shorter than requested', async () => {
  const { client, requests } = storage((attempt, init) => {
    if (attempt === 1) return truncated(bytes, 10_000, { headers: { etag } });
    const from = rangeOf(init);
    const to = Math.min(from + 9_999, bytes.length - 1);
    const headers = { etag, 'content-range': `bytes ${from}-${to}/${bytes.length}` };
    return new Response(bytes.slice(from, to + 1), { status: 206, headers });
  });
  await saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
  expect(requests().storage.map(({ headers }) => headers.get('range'))).toEqual([
    null,
    ...[10_000, 20_000, 30_000, 40_000].map((from) => `bytes=${from}-`),
  ]);
});

test.each(['*', 'known'])(
  'saveDownload: completes a broken chunked body by ranges whose total is %s',
  async (total) => {
    const { client } = storage((attempt, init) => {
      const from = rangeOf(init);
      if (from === 0) {
        const response = truncated(bytes, attempt === 1 ? 20_000 : bytes.length, { headers: { etag } });
        response.headers.delete('content-length');
        return attempt === 1 ? response : whole();
      }
      const to = Math.min(from + 9_999, bytes.length - 1);
      const range = `bytes ${from}-${to}/${total === '*' ? '*' : bytes.length}`;
      return new Response(bytes.slice(from, to + 1), {
        status: 206,
        headers: { etag, 'content-range': range },
      });
    });
    await advanceUntilSettled(saveDownload(client, id, 'processed', disk.target));
    expect(await disk.saved()).toEqual(bytes);
  },
);

test.each(['W/"1"', undefined])(
  'saveDownload: starts over without a range when the ETag is %s',
  async (tag) => {
    const headers: Record<string, string> = { 'last-modified': 'Wed, 26 Nov 2025 10:00:00 GMT' };
    if (tag !== undefined) headers['etag'] = tag;
    const { client, requests } = storage((attempt) =>
      attempt === 1 ? truncated(new Uint8Array(bytes.length), 30_000, { headers }) : whole(),
    );
    await advanceUntilSettled(saveDownload(client, id, 'processed', disk.target));
    expect(requests().storage[1]?.headers.has('range')).toBe(false);
    expect(await disk.saved()).toEqual(bytes);
  },
);

test('saveDownload: starts over and reports no total when the body is encoded', async () => {
  const { client, requests } = storage((attempt) =>
    attempt === 1 ? truncated(bytes, 30_000, { headers: { etag, 'content-encoding': 'gzip' } }) : whole(),
  );
  const totals: unknown[] = [];
  await advanceUntilSettled(
    saveDownload(client, id, 'processed', disk.target, { onProgress: ({ total }) => totals.push(total) }),
  );
  expect(await disk.saved()).toEqual(bytes);
  expect(requests().storage[1]?.headers.has('range')).toBe(false);
  expect(totals[0]).toBeUndefined();
});

test.each([
  [undefined, 3],
  [0, 1],
  [4, 5],
])(
  'saveDownload: with maxRetries %s, makes %i requests when storage always returns 503',
  async (maxRetries, expected) => {
    await writeFile(disk.target, 'yesterday');
    // A client with the default limits, not those of the stub.
    const { client, requests } = storage(() => new Response(null, { status: 503 }), {
      maxRetries: undefined,
    });
    const error = await rejection(
      advanceUntilSettled(saveDownload(client, id, 'processed', disk.target, { maxRetries })),
    );
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ status: 503, attempts: expected });
    if (expected > 1) expect(String(error)).toContain(`Attempts: ${expected}.`);
    expect(requests().storage).toHaveLength(expected);
    expect(requests().api).toHaveLength(expected);
    expect(new TextDecoder().decode(await disk.saved())).toBe('yesterday');
    expect(await disk.names()).toEqual(['likely.csv']);
  },
);

test.each([
  ['at the same byte', 30_000, undefined, 3],
  ['before the first byte', 0, undefined, 3],
  ['at the same byte', 30_000, 0, 1],
  ['before the first byte', 0, 1, 2],
])(
  'saveDownload: when the body always breaks %s (%i) and maxRetries is %s, makes %i requests',
  async (_, at, maxRetries, expected) => {
    const { client, requests } = storage((attempt, init) => {
      if (attempt === 1 || rangeOf(init) === 0) return truncated(bytes, at, { headers: { etag } });
      const from = rangeOf(init);
      const headers = { etag, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      return truncated(bytes.subarray(from), 0, { status: 206, headers });
    });
    const work = advanceUntilSettled(saveDownload(client, id, 'processed', disk.target, { maxRetries }));
    expect(await rejection(work)).toBeInstanceOf(ConnectionError);
    expect(requests().storage).toHaveLength(expected);
    expect(await disk.names()).toEqual([]);
  },
);

test('saveDownload: completes when each attempt adds bytes before breaking', async () => {
  const { client, requests } = storage((_, init) => {
    const from = rangeOf(init);
    const rest = bytes.subarray(from);
    const headers = { etag, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    return from === 0
      ? truncated(bytes, 5000, { headers: { etag } })
      : truncated(rest, 5000, { status: 206, headers });
  });
  // The last piece arrives whole before the connection breaks, so that nothing is missing.
  const saved = await saveDownload(client, id, 'processed', disk.target);
  expect(saved.bytes).toBe(bytes.length);
  expect(requests().storage).toHaveLength(10);
});

test('saveDownload: gives up without a strong ETag even if each attempt gets further', async () => {
  const { client, requests } = storage((attempt) => truncated(bytes, 5000 * attempt));
  const work = advanceUntilSettled(saveDownload(client, id, 'processed', disk.target));
  expect(await rejection(work)).toBeInstanceOf(ConnectionError);
  expect(requests().storage).toHaveLength(3);
});

test('saveDownload: rejects when resuming fails with a 404', async () => {
  const { client, requests } = storage(
    (attempt) =>
      attempt === 1 ? truncated(bytes, 9, { headers: { etag } }) : new Response(null, { status: 404 }),
    { maxRetries: 2 },
  );
  expect(
    await rejection(advanceUntilSettled(saveDownload(client, id, 'processed', disk.target))),
  ).toMatchObject({
    status: 404,
  });
  expect(requests().storage).toHaveLength(2);
  expect(await disk.names()).toEqual([]);
});

test('saveDownload: rejects after the retries of the signed URL are used up', async () => {
  const { client, requests } = fakeFetch(() => Response.json({ detail: 'Restarting' }, { status: 503 }), {
    maxRetries: 2,
  });
  expect(
    await rejection(advanceUntilSettled(saveDownload(client, id, 'processed', disk.target))),
  ).toMatchObject({
    code: 'server',
  });
  expect(requests).toHaveLength(3);
});

test('saveDownload: resumes with a client from another copy of the package', async () => {
  const { client } = storage((attempt, init) =>
    attempt === 1 ? truncated(bytes, 30_000, { headers: { etag } }) : part(bytes, rangeOf(init), { etag }),
  );
  vi.resetModules();
  const other = await import('@optimaldial/client/node');
  expect(other.saveDownload).not.toBe(saveDownload);
  await other.saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
});
