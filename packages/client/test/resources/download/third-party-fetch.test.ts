import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { Fetch, FetchInit } from '@optimaldial/client';
import { describe, expect, test, vi } from 'vitest';
import { settle, useFakeClock } from '../../support/fake-clock.ts';
import { id, rejection } from '../../support/fake-fetch.ts';
import { storage } from '../../support/fake-storage.ts';

const bytes = new TextEncoder().encode('Phone,likely\n+12025550100,yes\n'.repeat(9));

/** Headers of a third-party class. */
function foreignHeaders(values: Record<string, string>): object {
  return {
    get: (name: string) => values[name.toLowerCase()] ?? null,
    forEach: (each: (value: string, name: string) => void) => {
      for (const [name, value] of Object.entries(values)) each(value, name);
    },
  };
}

/** A response of a third-party `fetch`. */
const foreign = (body: unknown, values: Record<string, string> = {}, more: object = {}): Response =>
  ({ status: 200, ok: true, headers: foreignHeaders(values), body, ...more }) as unknown as Response;

const length = { 'content-length': String(bytes.length) };

test('download: reads a Node stream, as node-fetch returns it', async () => {
  const { client } = storage(() =>
    foreign(Readable.from([bytes.slice(0, 50), Buffer.from(bytes.slice(50))]), length),
  );
  const response = await client.uploads.download(id, 'processed');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  expect(response.headers.get('content-length')).toBe(length['content-length']);
});

test('download: errors when a Node stream ends early or breaks', async () => {
  const short = storage(() => foreign(Readable.from([bytes.slice(0, 50)]), length));
  const broken = storage(() =>
    foreign(
      new Readable({
        read() {
          this.destroy(new Error('terminated: https://storage.example/?token=s1gned'));
        },
      }),
      length,
    ),
  );
  for (const { client } of [short, broken]) {
    const response = await client.uploads.download(id, 'processed');
    expect(await rejection(response.arrayBuffer())).toMatchObject({ code: 'connection' });
  }
});

test('download: ignores the error of a Node stream whose request is aborted unread', async () => {
  const streams: Readable[] = [];
  const { client } = storage((_, { signal }) => {
    const stream = new Readable({ read: () => undefined });
    signal?.addEventListener('abort', () => stream.emit('error', new Error('aborted')));
    streams.push(stream);
    return foreign(stream, {}, streams.length === 1 ? { status: 404 } : {});
  });
  expect(await rejection(client.uploads.download(id, 'processed'))).toMatchObject({ status: 404 });
  await (await client.uploads.download(id, 'processed')).body?.cancel();
  expect(streams).toHaveLength(2);
});

test('download: reads a response without a stream, as in React Native', async () => {
  const { client } = storage(() =>
    foreign(undefined, length, { arrayBuffer: async () => bytes.slice().buffer }),
  );
  const response = await client.uploads.download(id, 'processed');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
});

test('download: errors a body that yields anything but bytes', async () => {
  const { client } = storage(() => foreign(Readable.from(['text'])));
  const response = await client.uploads.download(id, 'processed');
  expect(await rejection(response.arrayBuffer())).toMatchObject({ code: 'connection' });
});

describe('download: cleanup', () => {
  useFakeClock();
  const broken: [string, Fetch][] = [
    [
      'throws at once',
      () => {
        throw new TypeError('Invalid URL https://storage.example/?token=s1gned');
      },
    ],
    ['returns nothing', async () => undefined as unknown as Response],
    ['returns no headers', async () => ({ status: 200 }) as unknown as Response],
  ];
  test.each(broken)('leaves no timer and no listener when fetch %s', async (_, send) => {
    const { signal } = new AbortController();
    const { client } = storage(
      (attempt, init) => send(String(attempt), init as FetchInit) as Promise<Response>,
    );
    const { error } = await settle(client.uploads.download(id, 'processed', { signal }));
    expect(error).toMatchObject({ code: expect.stringMatching(/^(connection|configuration)$/) });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
