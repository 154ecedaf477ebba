import { writeFile } from 'node:fs/promises';
import { ConnectionError, DownloadError } from '@optimaldial/client';
import { saveDownload, type SaveOptions } from '@optimaldial/client/node';
import { expect, test, vi } from 'vitest';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';
import { part, storage, truncated } from '../support/fake-storage.ts';
import { advanceUntilSettled, useTempFolder } from '../support/temp-folder.ts';

const bytes = crypto.getRandomValues(new Uint8Array(50_000));
const etag = '"v1"';
const headers = { etag };
const whole = () => new Response(bytes, { headers: { 'content-length': String(bytes.length), etag } });
const rangeOf = (init: RequestInit) => Number(/\d+/.exec(new Headers(init.headers).get('range') ?? '0')?.[0]);
const disk = useTempFolder();

type Storage = ReturnType<typeof storage>;
const save = ({ client }: Pick<Storage, 'client'>, options: SaveOptions = {}) =>
  advanceUntilSettled(saveDownload(client, id, 'processed', disk.target, options));

/** A 206 that breaks after some bytes. */
function truncatedPart(from: number, after: number): Response {
  const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  return truncated(bytes.subarray(from), after, { status: 206, headers: { etag, ...range } });
}

test('saveDownload: resumes immediately with a new signed URL when the body breaks at 60 %', async () => {
  const lost = bytes.length * 0.6;
  const { client, requests } = storage((attempt, init) =>
    attempt === 1 ? truncated(bytes, lost, { headers }) : part(bytes, rangeOf(init), headers),
  );
  // Without a backoff: no timer is advanced.
  await saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
  const [, second] = requests().storage;
  expect(second?.headers.get('range')).toBe(`bytes=${lost}-`);
  expect(second?.headers.get('if-range')).toBe(etag);
  expect(requests().storage.map(({ url }) => url.at(-1))).toEqual(['1', '2']);
});

test('saveDownload: requests further ranges when a 206 is shorter than requested', async () => {
  const { client, requests } = storage((attempt, init) => {
    if (attempt === 1) return truncated(bytes, 10_000, { headers });
    return part(bytes, rangeOf(init), headers, Math.min(rangeOf(init) + 9_999, bytes.length - 1));
  });
  await saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
  const ranges = requests().storage.map(({ headers: sent }) => sent.get('range'));
  expect(ranges).toEqual([null, ...[10_000, 20_000, 30_000, 40_000].map((from) => `bytes=${from}-`)]);
});

test.each(['*', bytes.length])(
  'saveDownload: completes a broken chunked body by ranges whose total is %s',
  async (total) => {
    const chunked = storage((attempt, init) => {
      const from = rangeOf(init);
      if (from > 0) {
        const to = Math.min(from + 9_999, bytes.length - 1);
        return part(bytes, from, { etag, 'content-range': `bytes ${from}-${to}/${total}` }, to);
      }
      if (attempt > 1) return whole();
      const response = truncated(bytes, 20_000, { headers });
      response.headers.delete('content-length');
      return response;
    });
    await save(chunked);
    expect(await disk.saved()).toEqual(bytes);
  },
);

test.each<Record<string, string>>([
  { etag: 'W/"1"', 'last-modified': 'Wed, 26 Nov 2025 10:00:00 GMT' },
  { 'last-modified': 'Wed, 26 Nov 2025 10:00:00 GMT' },
  { etag, 'content-encoding': 'gzip' },
])('saveDownload: starts over without a range when the headers are %j', async (sent) => {
  const fake = storage((attempt) =>
    attempt === 1 ? truncated(new Uint8Array(bytes.length), 30_000, { headers: sent }) : whole(),
  );
  const totals: unknown[] = [];
  await save(fake, { onProgress: ({ total }) => totals.push(total) });
  expect(fake.requests().storage[1]?.headers.has('range')).toBe(false);
  expect(await disk.saved()).toEqual(bytes);
  expect(totals[0]).toBe('content-encoding' in sent ? undefined : bytes.length);
});

test.each([
  [undefined, 3],
  [0, 1],
  [4, 5],
])(
  'saveDownload: with maxRetries %s, makes %i requests when storage always returns 503',
  async (maxRetries, expected) => {
    await writeFile(disk.target, 'yesterday');
    // undefined restores the default of the client.
    const fake = storage(() => new Response(null, { status: 503 }), { maxRetries: undefined });
    const error = await rejection(save(fake, { maxRetries }));
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ status: 503, attempts: expected });
    if (expected > 1) expect(String(error)).toContain(`Attempts: ${expected}.`);
    expect([fake.requests().storage.length, fake.requests().api.length]).toEqual([expected, expected]);
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
    const fake = storage((attempt, init) => {
      if (attempt === 1 || rangeOf(init) === 0) return truncated(bytes, at, { headers });
      return truncatedPart(rangeOf(init), 0);
    });
    expect(await rejection(save(fake, { maxRetries }))).toBeInstanceOf(ConnectionError);
    expect(fake.requests().storage).toHaveLength(expected);
    expect(await disk.names()).toEqual([]);
  },
);

test('saveDownload: completes when each attempt adds bytes before breaking', async () => {
  const { client, requests } = storage((_, init) =>
    rangeOf(init) === 0 ? truncated(bytes, 5000, { headers }) : truncatedPart(rangeOf(init), 5000),
  );
  // The last piece is complete before the connection breaks.
  const saved = await saveDownload(client, id, 'processed', disk.target);
  expect(saved.bytes).toBe(bytes.length);
  expect(requests().storage).toHaveLength(10);
});

test('saveDownload: gives up without a strong ETag even if each attempt gets further', async () => {
  const fake = storage((attempt) => truncated(bytes, 5000 * attempt));
  expect(await rejection(save(fake))).toBeInstanceOf(ConnectionError);
  expect(fake.requests().storage).toHaveLength(3);
});

test('saveDownload: rejects when resuming fails with a 404', async () => {
  const fake = storage(
    (attempt) => (attempt === 1 ? truncated(bytes, 9, { headers }) : new Response(null, { status: 404 })),
    { maxRetries: 2 },
  );
  expect(await rejection(save(fake))).toMatchObject({ status: 404 });
  expect(fake.requests().storage).toHaveLength(2);
  expect(await disk.names()).toEqual([]);
});

test('saveDownload: rejects after the retries of the signed URL are used up', async () => {
  const fake = fakeFetch(() => Response.json({ detail: 'Restarting' }, { status: 503 }), { maxRetries: 2 });
  expect(await rejection(save(fake))).toMatchObject({ code: 'server' });
  expect(fake.requests).toHaveLength(3);
});

test('saveDownload: resumes with a client from another copy of the package', async () => {
  const { client } = storage((attempt, init) =>
    attempt === 1 ? truncated(bytes, 30_000, { headers }) : part(bytes, rangeOf(init), headers),
  );
  vi.resetModules();
  const other = await import('@optimaldial/client/node');
  expect(other.saveDownload).not.toBe(saveDownload);
  await other.saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
});
