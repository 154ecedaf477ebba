import { createServer, type Socket } from 'node:net';
import { createClient } from '@optimaldial/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { apiKey, eventLoopTurns, rejection } from '../support/fake-fetch.ts';
import { listen } from '../support/listen.ts';

// TCP servers that write HTTP themselves, to break its rules.

const MB = 1_048_576;
const PIECE = new Uint8Array(65_536);

const uncaught = vi.fn();
const EVENTS = ['unhandledRejection', 'uncaughtException'] as const;
beforeEach(() => {
  uncaught.mockReset();
  for (const event of EVENTS) process.on(event, uncaught);
});
afterEach(() => {
  for (const event of EVENTS) process.off(event, uncaught);
});

/** A file whose bytes are generated when read, and the number of bytes read. */
function big(size: number): { file: File; read: () => number } {
  let read = 0;
  const stream = () => {
    let left = size;
    return new ReadableStream(
      {
        pull(controller) {
          const piece = PIECE.subarray(0, Math.min(left, PIECE.length));
          left -= piece.length;
          read += piece.length;
          controller.enqueue(piece);
          if (left === 0) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  };
  const untyped: any = { size, type: 'text/csv', name: 'big.csv', stream };
  const file: File = untyped;
  return { file, read: () => read };
}

const response = (status: string, body = '{"detail":"Because"}', more = '') =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`;

/** Returns the result or the error of a 20 MB create. */
async function created(act: (socket: Socket) => void, options: object = {}): Promise<unknown> {
  const port = await listen(createServer(act));
  const client = createClient({ apiKey, baseUrl: `http://127.0.0.1:${port}`, maxRetries: 0 });
  const { file } = big(20 * MB);
  const outcome = await client.uploads
    .create({ file, phone_column: 'Phone' }, options)
    .catch((error: unknown) => error);
  await eventLoopTurns(20);
  expect(uncaught).not.toHaveBeenCalled();
  return outcome;
}

/** Acts when more than some bytes of a request have arrived. */
const after = (bytes: number, act: (socket: Socket) => void) => (socket: Socket) => {
  let received = 0;
  socket.on('data', (piece) => {
    const before = received;
    received += piece.length;
    if (before <= bytes && received > bytes) act(socket);
  });
};

const close = 'connection: close\r\n';

test.each([
  ['401 Unauthorized', 'authentication'],
  ['413 Content Too Large', 'invalid_request'],
  ['429 Too Many Requests', 'rate_limited'],
])(
  'uploads.create: throws the typed error when %s arrives in the middle of the body',
  async (status, code) => {
    for (const more of ['', close]) {
      for (const bytes of [0, MB]) {
        const act = (socket: Socket) => void socket.write(response(status, undefined, more));
        expect(await created(after(bytes, act))).toMatchObject({ code });
      }
    }
  },
);

test('uploads.create: throws the typed error when the response ends the connection', async () => {
  const act = after(MB, (socket) => socket.end(response('401 Unauthorized', undefined, close)));
  expect(await created(act)).toMatchObject({
    code: expect.stringMatching(/^(authentication|outcome_unknown)$/),
  });
});

test.each([
  [
    'answers before the first byte',
    (socket: Socket) => void socket.write(response('401 Unauthorized', undefined, close)),
  ],
  ['closes at once', (socket: Socket) => void socket.end()],
  ['resets at once', (socket: Socket) => void socket.resetAndDestroy()],
  ['closes in the middle', after(MB, (socket) => socket.end())],
  ['resets in the middle', after(MB, (socket) => socket.resetAndDestroy())],
  [
    'sends half a response, and resets',
    after(MB, (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-', () => socket.resetAndDestroy())),
  ],
  ['sends nonsense', after(MB, (socket) => socket.write('nonsense\r\n\r\n'))],
])('uploads.create: throws a typed error when the server %s', async (_, act) => {
  expect(await created(act)).toMatchObject({
    code: expect.stringMatching(/^(outcome_unknown|authentication|connection)$/),
  });
});

test('uploads.create: returns the result when a 200 arrives in the middle of the body', async () => {
  const act = after(MB, (socket) => socket.write(response('200 OK', '{"id":"x"}', close)));
  expect(await created(act)).toMatchObject({ id: 'x' });
});

test('uploads.create: the outcome is unknown when aborted in the middle of the body', async () => {
  const ends = new AbortController();
  const reason = new Error('enough');
  const act = after(MB, () => ends.abort(reason));
  expect(await created(act, { signal: ends.signal })).toMatchObject({
    code: 'outcome_unknown',
    cause: reason,
  });
});

test('uploads.create: reads little of the file when the server stalls', async () => {
  const ends = new AbortController();
  const stalledResponse = Promise.withResolvers<void>();
  const port = await listen(
    createServer(
      after(MB, (socket) => {
        socket.pause();
        stalledResponse.resolve();
      }),
    ),
  );
  const client = createClient({ apiKey, baseUrl: `http://127.0.0.1:${port}` });
  const { file, read } = big(64 * MB);
  const call = rejection(client.uploads.create({ file, phone_column: 'Phone' }, { signal: ends.signal }));
  await stalledResponse.promise;
  // Waits until nothing is read for 200 turns of the event loop.
  for (let still = 0, last = -1; still < 200; still = last === read() ? still + 1 : 0, last = read()) {
    await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(read()).toBeLessThanOrEqual(12 * MB);
  ends.abort();
  expect(await call).toMatchObject({ code: 'outcome_unknown' });
});
