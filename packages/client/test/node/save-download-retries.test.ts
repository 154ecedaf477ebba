import { writeFile } from 'node:fs/promises';
import { ConnectionError, DownloadError } from '@optimaldial/client';
import { saveDownload } from '@optimaldial/client/node';
import { expect, test, vi } from 'vitest';
import { passing, useFolder } from './disk.ts';
import { broken, part, storage } from '../support/storage.ts';
import { id, rejection, stub } from '../support/stub.ts';

const bytes = crypto.getRandomValues(new Uint8Array(50_000));
const etag = '"v1"';
const whole = () => new Response(bytes, { headers: { 'content-length': String(bytes.length), etag } });
const rangeOf = (init: RequestInit) => Number(/\d+/.exec(new Headers(init.headers).get('range') ?? '0')?.[0]);
const disk = useFolder();

test('saveDownload: resumes at once with a new signed URL when the body breaks at 60 %', async () => {
  const lost = bytes.length * 0.6;
  const { client, seen } = storage((asked, init) =>
    asked === 1 ? broken(bytes, lost, { headers: { etag } }) : part(bytes, rangeOf(init), { etag }),
  );
  // Without moving a timer: nothing speaks against another connection.
  await saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
  const [, second] = seen().storage;
  expect(second?.headers.get('range')).toBe(`bytes=${lost}-`);
  expect(second?.headers.get('if-range')).toBe(etag);
  expect(seen().storage.map(({ url }) => url.at(-1))).toEqual(['1', '2']);
});

test('saveDownload: requests further ranges when a 206 is shorter than requested', async () => {
  const { client, seen } = storage((asked, init) => {
    if (asked === 1) return broken(bytes, 10_000, { headers: { etag } });
    const from = rangeOf(init);
    const to = Math.min(from + 9_999, bytes.length - 1);
    const headers = { etag, 'content-range': `bytes ${from}-${to}/${bytes.length}` };
    return new Response(bytes.slice(from, to + 1), { status: 206, headers });
  });
  await saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
  expect(seen().storage.map(({ headers }) => headers.get('range'))).toEqual([
    null,
    ...[10_000, 20_000, 30_000, 40_000].map((from) => `bytes=${from}-`),
  ]);
});

test.each(['*', 'known'])(
  'saveDownload: completes a broken chunked body by ranges whose total is %s',
  async (total) => {
    const { client } = storage((asked, init) => {
      const from = rangeOf(init);
      if (from === 0) {
        const response = broken(bytes, asked === 1 ? 20_000 : bytes.length, { headers: { etag } });
        response.headers.delete('content-length');
        return asked === 1 ? response : whole();
      }
      const to = Math.min(from + 9_999, bytes.length - 1);
      const range = `bytes ${from}-${to}/${total === '*' ? '*' : bytes.length}`;
      return new Response(bytes.slice(from, to + 1), {
        status: 206,
        headers: { etag, 'content-range': range },
      });
    });
    await passing(saveDownload(client, id, 'processed', disk.target));
    expect(await disk.saved()).toEqual(bytes);
  },
);

test.each(['W/"1"', undefined])(
  'saveDownload: starts over without a range when the ETag is %s',
  async (tag) => {
    const headers: Record<string, string> = { 'last-modified': 'Wed, 26 Nov 2025 10:00:00 GMT' };
    if (tag !== undefined) headers['etag'] = tag;
    const { client, seen } = storage((asked) =>
      asked === 1 ? broken(new Uint8Array(bytes.length), 30_000, { headers }) : whole(),
    );
    await passing(saveDownload(client, id, 'processed', disk.target));
    expect(seen().storage[1]?.headers.has('range')).toBe(false);
    expect(await disk.saved()).toEqual(bytes);
  },
);

test('saveDownload: starts over and reports no total when the body is encoded', async () => {
  const { client, seen } = storage((asked) =>
    asked === 1 ? broken(bytes, 30_000, { headers: { etag, 'content-encoding': 'gzip' } }) : whole(),
  );
  const totals: unknown[] = [];
  await passing(
    saveDownload(client, id, 'processed', disk.target, { onProgress: ({ total }) => totals.push(total) }),
  );
  expect(await disk.saved()).toEqual(bytes);
  expect(seen().storage[1]?.headers.has('range')).toBe(false);
  expect(totals[0]).toBeUndefined();
});

test.each([
  [undefined, 3],
  [0, 1],
  [4, 5],
])(
  'saveDownload: with maxRetries %s, makes %i requests when storage always returns 503',
  async (maxRetries, requests) => {
    await writeFile(disk.target, 'yesterday');
    // A client with the default limits, not those of the stub.
    const { client, seen } = storage(() => new Response(null, { status: 503 }), { maxRetries: undefined });
    const error = await rejection(
      passing(saveDownload(client, id, 'processed', disk.target, { maxRetries })),
    );
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ status: 503, attempts: requests });
    if (requests > 1) expect(String(error)).toContain(`tried ${requests} times`);
    expect(seen().storage).toHaveLength(requests);
    expect(seen().api).toHaveLength(requests);
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
  async (_, at, maxRetries, requests) => {
    const { client, seen } = storage((asked, init) => {
      if (asked === 1 || rangeOf(init) === 0) return broken(bytes, at, { headers: { etag } });
      const from = rangeOf(init);
      const headers = { etag, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      return broken(bytes.subarray(from), 0, { status: 206, headers });
    });
    const work = passing(saveDownload(client, id, 'processed', disk.target, { maxRetries }));
    expect(await rejection(work)).toBeInstanceOf(ConnectionError);
    expect(seen().storage).toHaveLength(requests);
    expect(await disk.names()).toEqual([]);
  },
);

test('saveDownload: completes when each attempt adds bytes before breaking', async () => {
  const { client, seen } = storage((_, init) => {
    const from = rangeOf(init);
    const rest = bytes.subarray(from);
    const headers = { etag, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    return from === 0
      ? broken(bytes, 5000, { headers: { etag } })
      : broken(rest, 5000, { status: 206, headers });
  });
  // The last piece arrives whole before the connection breaks, so that nothing is missing.
  const saved = await saveDownload(client, id, 'processed', disk.target);
  expect(saved.bytes).toBe(bytes.length);
  expect(seen().storage).toHaveLength(10);
});

test('saveDownload: gives up without a strong ETag even if each attempt gets further', async () => {
  const { client, seen } = storage((asked) => broken(bytes, 5000 * asked));
  const work = passing(saveDownload(client, id, 'processed', disk.target));
  expect(await rejection(work)).toBeInstanceOf(ConnectionError);
  expect(seen().storage).toHaveLength(3);
});

test('saveDownload: rejects when resuming fails with a 404', async () => {
  const { client, seen } = storage(
    (asked) => (asked === 1 ? broken(bytes, 9, { headers: { etag } }) : new Response(null, { status: 404 })),
    { maxRetries: 2 },
  );
  expect(await rejection(passing(saveDownload(client, id, 'processed', disk.target)))).toMatchObject({
    status: 404,
  });
  expect(seen().storage).toHaveLength(2);
  expect(await disk.names()).toEqual([]);
});

test('saveDownload: rejects after the retries of the signed URL are used up', async () => {
  const { client, seen } = stub(() => Response.json({ detail: 'Restarting' }, { status: 503 }), {
    maxRetries: 2,
  });
  expect(await rejection(passing(saveDownload(client, id, 'processed', disk.target)))).toMatchObject({
    code: 'server',
  });
  expect(seen).toHaveLength(3);
});

test('saveDownload: resumes with a client from another copy of the package', async () => {
  const { client } = storage((asked, init) =>
    asked === 1 ? broken(bytes, 30_000, { headers: { etag } }) : part(bytes, rangeOf(init), { etag }),
  );
  vi.resetModules();
  const other = await import('@optimaldial/client/node');
  expect(other.saveDownload).not.toBe(saveDownload);
  await other.saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
});
