import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Fetch, type FetchInit } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Agent, fetch as undiciFetch } from 'undici';
import { listenersOfTest } from '../support/channel-listeners.ts';
import { apiKey, fakeFetch, id, rejection } from '../support/fake-fetch.ts';
import { listen, serve } from '../support/listen.ts';
import { selfSigned } from '../support/self-signed.ts';

// A file is read into memory that was sent. Real servers and sockets: what counts is when bytes leave the process.

const csv = randomBytes(8_000_000);
const CHUNKS = 30;
let listeners: ReadonlySet<unknown>;
let folder: string;
let path: string;
beforeEach(async () => {
  listeners = listenersOfTest();
  folder = await mkdtemp(join(tmpdir(), 'optimaldial-'));
  path = join(folder, 'crm.csv');
  await writeFile(path, csv);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  if (listeners.size > 0) throw new Error('a listener is left');
});

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The hash of the file in a multipart body. */
function fileIn(body: Buffer): string {
  const start = body.indexOf('\r\n\r\n') + 4;
  return sha(body.subarray(start, start + csv.length));
}

/** Takes uploads slowly: the socket is often full when the client looks at it. */
function slowly(received: string[]): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => {
      pieces.push(Buffer.from(piece));
      if (pieces.length % 10 !== 0) return;
      request.pause();
      setTimeout(() => request.resume(), pieces.length % 3);
    });
    request.on('end', () => {
      received.push(fileIn(Buffer.concat(pieces)));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id }));
    });
  };
}

/** Calls `onRead` before `fetch` reads a chunk, and `onChunk` with each chunk. */
function withStream(
  { body, ...init }: FetchInit,
  onChunk: (chunk: Uint8Array) => void,
  onRead?: () => Promise<void>,
): FetchInit {
  if (!(body instanceof Blob)) throw new Error('no file');
  const read = body.stream.bind(body);
  const stream = () => {
    const reader = read().getReader();
    return new ReadableStream(
      {
        async pull(controller) {
          await onRead?.();
          const { done, value } = await reader.read();
          if (done) return controller.close();
          onChunk(value);
          controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  };
  return { ...init, body: Object.defineProperty(body, 'stream', { value: stream, configurable: true }) };
}

const globalFetch: Fetch = (url, init) => fetch(url, init);
/** Uploads the file, and returns the memory of its chunks. */
async function create(baseUrl: string, send: Fetch = globalFetch): Promise<Set<ArrayBufferLike>> {
  const memory = new Set<ArrayBufferLike>();
  const observed: Fetch = (url, init) =>
    send(
      url,
      withStream(init, (chunk) => {
        if (chunk.length > 100_000) memory.add(chunk.buffer);
      }),
    );
  const client = createClient({ apiKey, baseUrl, fetch: observed });
  await client.uploads.create({ file: await openFile(path), phone_column: 'Phone' });
  return memory;
}

test('uploads.create: reads a file into the same memory over HTTP, and sends every byte', async () => {
  const received: string[] = [];
  const baseUrl = await serve(slowly(received));
  expect((await create(baseUrl)).size).toBeLessThan(CHUNKS / 3);
  await createClient({ apiKey, baseUrl }).uploads.create({
    file: await openFile(path),
    phone_column: 'Phone',
  });
  expect(received).toEqual([sha(csv), sha(csv)]);
});

test('uploads.create: reads a file into the same memory over TLS, and sends every byte', async () => {
  const received: string[] = [];
  const port = await listen(createServer(selfSigned(), slowly(received)));
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const send: Fetch = (url, init) => {
    const untyped: any = { ...init, dispatcher };
    return undiciFetch(url, untyped);
  };
  expect((await create(`https://localhost:${port}`, send)).size).toBeLessThan(CHUNKS / 3);
  expect(received).toEqual([sha(csv)]);
  await dispatcher.close();
});

const readingAhead: Fetch = async (url, { body, ...init }) => {
  if (!(body instanceof Blob)) throw new Error('no file');
  const ahead = body.stream().pipeThrough(new TransformStream({}, { highWaterMark: 1 }));
  const headers = { ...init.headers, 'content-type': body.type };
  const untyped: any = { ...init, headers, body: ahead, duplex: 'half' };
  return fetch(url, untyped);
};

test('uploads.create: leaves the chunks alone that a fetch reads ahead', async () => {
  const received: string[] = [];
  const baseUrl = await serve(slowly(received));
  expect((await create(baseUrl, readingAhead)).size).toBeGreaterThan(CHUNKS);
  expect(received).toEqual([sha(csv)]);
});

test('uploads.create: leaves the chunks alone that a fetch keeps', async () => {
  const received: string[] = [];
  const kept: Uint8Array[] = [];
  const baseUrl = await serve(slowly(received));
  const send: Fetch = async (url, init) => {
    const untyped: any = { ...init, duplex: 'half' };
    const request = new Request(url, untyped);
    const copy = request.clone();
    const response = await fetch(request);
    for await (const chunk of copy.body ?? []) kept.push(chunk);
    return response;
  };
  expect((await create(baseUrl, send)).size).toBeGreaterThan(CHUNKS);
  expect([...received, fileIn(Buffer.concat(kept))]).toEqual([sha(csv), sha(csv)]);
});

test('uploads.create: leaves the chunks alone that a mock collects after the call', async () => {
  const { client, requests } = fakeFetch();
  await client.uploads.create({ file: await openFile(path), phone_column: 'Phone' });
  const { body } = requests[0]?.init ?? {};
  if (!(body instanceof Blob)) throw new Error('no file');
  expect(fileIn(Buffer.concat(await Array.fromAsync(body.stream())))).toBe(sha(csv));
});

test('uploads.create: leaves the chunks alone when a fetch reads the body twice', async () => {
  const received: string[] = [];
  const baseUrl = await serve(slowly(received));
  const kept: Uint8Array[] = [];
  const send: Fetch = async (url, init) => {
    if (!(init.body instanceof Blob)) throw new Error('no file');
    const reader = init.body.stream().getReader();
    // In step: the socket has sent as many bytes as were read here.
    const readToo = async () => {
      const { value } = await reader.read();
      if (value) kept.push(value);
    };
    return fetch(
      url,
      withStream(init, () => undefined, readToo),
    );
  };
  await create(baseUrl, send);
  expect([...received, fileIn(Buffer.concat(kept))]).toEqual([sha(csv), sha(csv)]);
});

test('uploads.create: looks at no request of the process after it failed', async () => {
  const client = createClient({ apiKey, baseUrl: 'http://127.0.0.1:1', deadline: 50 });
  const file = await openFile(path);
  await rejection(client.uploads.create({ file, phone_column: 'Phone' }));
  const controller = new AbortController();
  const baseUrl = await serve((request) => request.once('data', () => controller.abort()));
  const { signal } = controller;
  const aborted = createClient({ apiKey, baseUrl }).uploads.create(
    { file, phone_column: 'Phone' },
    { signal },
  );
  await rejection(aborted);
  await new Promise(setImmediate);
  expect(listeners.size).toBe(0);
});
