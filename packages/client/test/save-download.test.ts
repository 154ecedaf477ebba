import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectionError, DownloadError, InvalidInputError } from '@optimaldial/client';
import { saveDownload, type Progress } from '@optimaldial/client/node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { broken, part, storage } from './storage.ts';
import { id, rejection, stub } from './stub.ts';

const bytes = crypto.getRandomValues(new Uint8Array(50_000));
const etag = '"v1"';
const whole = () => new Response(bytes, { headers: { 'content-length': String(bytes.length), etag } });
const rangeOf = (init: RequestInit) => Number(/\d+/.exec(new Headers(init.headers).get('range') ?? '0')?.[0]);

let folder: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'optimaldial-'));
  target = join(folder, 'likely.csv');
  // Pauses between tries are long; they are moved, not waited for.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: false });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

/** Lets all the pauses pass until the work is done. */
async function moved<T>(work: Promise<T>): Promise<T> {
  const state = { done: false };
  const end = work.finally(() => (state.done = true));
  end.catch(() => undefined);
  while (!state.done) {
    await vi.advanceTimersByTimeAsync(60_000);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return end;
}

test('a file is saved whole under its own name, for its owner alone, with every byte counted', async () => {
  const { client } = storage(whole);
  const progress: Progress[] = [];
  const saved = await saveDownload(client, id, 'processed-filtered', target, {
    onProgress: (now) => progress.push(now),
  });
  expect(saved).toEqual({ path: target, bytes: bytes.length });
  expect(await readFile(target)).toEqual(Buffer.from(bytes));
  expect((await stat(target)).mode & 0o777).toBe(0o600);
  expect(progress.at(-1)).toEqual({ received: bytes.length, total: bytes.length });
  expect(await readdir(folder)).toEqual(['likely.csv']);
});

test('until it is whole it has another name, and what was there stays', async () => {
  await writeFile(target, 'yesterday');
  const { client } = storage(whole);
  let during: string[] = [];
  let old = '';
  await saveDownload(client, id, 'processed', target, {
    onProgress() {
      during = readdirSync(folder);
      old = readFileSync(target, 'utf8');
    },
  });
  expect(during).toHaveLength(2);
  expect(during.filter((name) => /^\.[\w-]+\.part$/.test(name))).toHaveLength(1);
  expect(old).toBe('yesterday');
  expect(await readFile(target)).toEqual(Buffer.from(bytes));
});

test('a connection lost at 60 % goes on from there, with a link signed anew, and the bytes are equal', async () => {
  const lost = bytes.length * 0.6;
  const { client, seen } = storage((asked, init) =>
    asked === 1 ? broken(bytes, lost, { headers: { etag } }) : part(bytes, rangeOf(init), { etag }),
  );
  await moved(saveDownload(client, id, 'processed', target));
  expect(await readFile(target)).toEqual(Buffer.from(bytes));
  const [, second] = seen().storage;
  expect(second?.headers.get('range')).toBe(`bytes=${lost}-`);
  expect(second?.headers.get('if-range')).toBe(etag);
  expect(seen().storage.map(({ url }) => url.at(-1))).toEqual(['1', '2']);
});

const others: [string, (init: RequestInit) => Response][] = [
  ['sends another version whole', whole],
  ['knows no ranges', whole],
  ['gives another part', () => part(bytes, 7, { etag })],
  ['gives the part of another version', (init) => part(bytes, rangeOf(init), { etag: '"v2"' })],
  [
    'gives the part of a longer file',
    () => new Response('x', { status: 206, headers: { 'content-range': 'bytes 30000-30000/99999', etag } }),
  ],
  ['has no such part', () => new Response(null, { status: 416 })],
];
test.each(others)('a storage that, asked for the rest, %s, never mixes two files', async (_, rest) => {
  const { client } = storage((asked, init) => {
    if (asked === 1) return broken(new Uint8Array(bytes.length), 30_000, { headers: { etag } });
    return new Headers(init.headers).has('range') ? rest(init) : whole();
  });
  await moved(saveDownload(client, id, 'processed', target));
  expect(await readFile(target)).toEqual(Buffer.from(bytes));
});

test('an encoded file starts again, since its parts are parts of the code', async () => {
  const { client, seen } = storage((asked) =>
    asked === 1 ? broken(bytes, 30_000, { headers: { etag, 'content-encoding': 'gzip' } }) : whole(),
  );
  const totals: unknown[] = [];
  await moved(
    saveDownload(client, id, 'processed', target, { onProgress: ({ total }) => totals.push(total) }),
  );
  expect(await readFile(target)).toEqual(Buffer.from(bytes));
  expect(seen().storage[1]?.headers.has('range')).toBe(false);
  expect(totals[0]).toBeUndefined();
});

test('a weak tag is not relied on', async () => {
  const { client, seen } = storage((asked, init) =>
    asked === 1
      ? broken(bytes, 30_000, { headers: { etag: 'W/"1"' } })
      : part(bytes, rangeOf(init), { etag: 'W/"1"' }),
  );
  await moved(saveDownload(client, id, 'processed', target));
  expect(seen().storage[1]?.headers.has('if-range')).toBe(false);
  expect(await readFile(target)).toEqual(Buffer.from(bytes));
});

test('after five failures that brought nothing new it gives up, and leaves nothing', async () => {
  await writeFile(target, 'yesterday');
  const { client, seen } = storage(() => new Response(null, { status: 503 }));
  expect(await rejection(moved(saveDownload(client, id, 'processed', target)))).toBeInstanceOf(DownloadError);
  expect(seen().storage).toHaveLength(5);
  expect(await readdir(folder)).toEqual(['likely.csv']);
  expect(await readFile(target, 'utf8')).toBe('yesterday');
});

test('a storage that breaks at the same byte each time does not keep it for ever; one that brings a little more each time does', async () => {
  const stuck = storage(() => broken(bytes, 30_000));
  expect(await rejection(moved(saveDownload(stuck.client, id, 'processed', target)))).toBeInstanceOf(
    ConnectionError,
  );
  expect(stuck.seen().storage.length).toBeLessThan(12);

  const slow = storage((_, init) => {
    const from = rangeOf(init);
    const rest = bytes.subarray(from);
    const headers = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    return broken(rest, Math.min(5000, rest.length), from === 0 ? {} : { status: 206, headers });
  });
  // The last piece arrives whole as well, before the connection breaks: nothing is missing then.
  const outcome = await moved(saveDownload(slow.client, id, 'processed', target)).catch(
    (error: unknown) => error,
  );
  expect(slow.seen().storage.length).toBeGreaterThan(9);
  expect(outcome).toEqual({ path: target, bytes: bytes.length });
});

test('an upload without results ends it at once, and leaves nothing', async () => {
  const { client, seen } = storage(() => new Response(null, { status: 404 }));
  expect(await rejection(saveDownload(client, id, 'processed', target))).toBeInstanceOf(DownloadError);
  expect(seen().storage).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

test('the signal ends it with its own reason, also in a pause, and what onProgress throws comes through; nothing is left', async () => {
  const reason = new Error('enough');
  const ends = new AbortController();
  const { client } = storage((asked) => {
    if (asked === 2) queueMicrotask(() => setImmediate(() => ends.abort(reason)));
    return new Response(null, { status: 503 });
  });
  expect(await rejection(moved(saveDownload(client, id, 'processed', target, { signal: ends.signal })))).toBe(
    reason,
  );
  const thrown = new Error('mine');
  const fine = storage(whole);
  const onProgress = () => {
    throw thrown;
  };
  expect(await rejection(saveDownload(fine.client, id, 'processed', target, { onProgress }))).toBe(thrown);
  expect(await readdir(folder)).toEqual([]);
});

test('a path that cannot be written is refused before anything is sent, with phone numbers masked', async () => {
  const { client, seen } = storage(whole);
  const folderError = await rejection(saveDownload(client, id, 'processed', folder));
  expect(folderError).toBeInstanceOf(InvalidInputError);
  const error = await rejection(saveDownload(client, id, 'processed', join(folder, '+14155550123', 'x.csv')));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toContain('ENOENT');
  expect(String(error)).not.toContain('4155550123');
  expect(seen().api).toHaveLength(0);
});

test('a failure of the API is overcome as one of the storage is', async () => {
  const { client, seen } = stub((call) => {
    if (call === 1) return Response.json({ detail: 'Restarting' }, { status: 503 });
    return call === 2 ? Response.json({ download_url: 'https://storage.example/f', expires_at: 1 }) : whole();
  });
  await moved(saveDownload(client, id, 'processed', target));
  expect(await readFile(target)).toEqual(Buffer.from(bytes));
  expect(seen).toHaveLength(3);
});
