/**
 * Sends a 60 MB file to servers that respond early, stall or disconnect. The call must end with the right
 * error, nothing may crash the process, and the file must not be read into memory.
 */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { expectSame, failOnUnhandledErrors } from '../support/expect.ts';

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const SIZE = 60_000_000;
// Bytes that may be read ahead of what the kernel accepted. The kernel may buffer tens of MB itself.
const MOST_HELD = 12_000_000;
const STALLED_MS = 1000;

/** Handles a connection. */
type Server = (socket: Socket) => void;

interface Scenario {
  readonly server: Server;
  /** Error codes, or the ID, that the call may end with. */
  readonly ends: readonly string[];
  readonly timeout?: number;
  readonly abortsAfter?: number;
}

const response = (status: number, body: string, close = false): string =>
  `HTTP/1.1 ${status} Status\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nlocation: /elsewhere\r\n${close ? 'connection: close\r\n' : ''}\r\n${body}`;

/** Responds after a number of bytes, then does something with the connection. */
function early(status: number, after: number, then: (socket: Socket) => void = () => undefined): Server {
  return (socket) => {
    let bytes = 0;
    let responded = false;
    socket.on('data', (piece) => {
      bytes += piece.length;
      if (responded || bytes < after) return;
      responded = true;
      const body = status < 300 ? `{"id":"${ID}"}` : '{"detail":"No"}';
      socket.write(response(status, body, then === end), () => then(socket));
    });
  };
}

/** Disconnects after a number of bytes. */
function disconnects(after: number, how: (socket: Socket) => void): Server {
  return (socket) => {
    let bytes = 0;
    socket.on('data', (piece) => {
      bytes += piece.length;
      if (bytes > after) how(socket);
    });
  };
}

const end = (socket: Socket): void => void socket.end();
const reset = (socket: Socket): void => void socket.resetAndDestroy();
const pause = (socket: Socket): void => void socket.pause();
const lateReset = (socket: Socket): void => void setTimeout(reset, 20, socket);
const UNKNOWN = ['outcome_unknown'];

const scenarios: Readonly<Record<string, Scenario>> = {
  '401 before the first byte': {
    server: (socket) => {
      socket.write(response(401, '{"detail":"No"}'));
      socket.resume();
    },
    ends: ['authentication', ...UNKNOWN],
  },
  '401, reads on': { server: early(401, 1), ends: ['authentication'] },
  '401, stops reading': { server: early(401, 1, pause), ends: ['authentication'] },
  '401, closes': { server: early(401, 100_000, end), ends: ['authentication', ...UNKNOWN] },
  '401, resets': { server: early(401, 100_000, reset), ends: ['authentication', ...UNKNOWN] },
  '401, resets later': { server: early(401, 1_000_000, lateReset), ends: ['authentication', ...UNKNOWN] },
  '413, closes': { server: early(413, 1, end), ends: ['invalid_request', 'refused', ...UNKNOWN] },
  '429, reads on': { server: early(429, 1), ends: ['rate_limited'] },
  '200, stops reading': { server: early(200, 1, pause), ends: [ID] },
  '200, closes': { server: early(200, 100_000, end), ends: [ID, ...UNKNOWN] },
  redirect: { server: early(307, 1), ends: ['redirect', ...UNKNOWN] },
  'immediate reset': { server: disconnects(0, reset), ends: UNKNOWN },
  reset: { server: disconnects(1_000_000, reset), ends: UNKNOWN },
  closes: { server: disconnects(1_000_000, end), ends: UNKNOWN },
  destroys: { server: disconnects(1_000_000, (socket) => socket.destroy()), ends: UNKNOWN },
  stalls: {
    server: (socket) => socket.once('data', () => socket.pause()),
    ends: UNKNOWN,
    timeout: STALLED_MS,
  },
  'reads nothing': { server: (socket) => socket.pause(), ends: UNKNOWN, timeout: STALLED_MS },
  'aborted in the body': {
    server: (socket) => socket.once('data', () => socket.pause()),
    ends: UNKNOWN,
    abortsAfter: 100,
  },
};

failOnUnhandledErrors();
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-hostile-'));
const path = join(folder, 'large.csv');
try {
  await writeFile(path, Buffer.alloc(SIZE, '+14155550123\r\n'));
  for (const [name, scenario] of Object.entries(scenarios)) await play(name, scenario);
} finally {
  await rm(folder, { recursive: true });
}
console.log('done');

async function play(name: string, { server, ends, timeout = 20_000, abortsAfter }: Scenario): Promise<void> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    // Errors of the server don't matter here.
    socket.on('error', () => socket.destroy());
    server(socket);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const baseUrl = `http://127.0.0.1:${address.port}`;
  const client = createClient({ apiKey: `od_live_${'x'.repeat(32)}`, baseUrl, timeout, maxRetries: 0 });
  const { file, read } = count(await openFile(path));
  const caller = new AbortController();
  const reason = new Error('enough');
  if (abortsAfter !== undefined) setTimeout(() => caller.abort(reason), abortsAfter);
  let held = 0;
  const measure = async (): Promise<void> => {
    const taken = [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    held = Math.max(held, read() - taken - (await queued(address.port)));
  };
  const watch = setInterval(() => void measure(), 50);
  const [found, cause] = await client.uploads
    .create({ file, phone_column: 'Phone' }, { signal: caller.signal })
    .then(
      ({ id }): [string, unknown] => [id, undefined],
      (error: Error & { code?: string }): [string, unknown] => [error.code ?? String(error), error.cause],
    );
  if (!ends.includes(found)) throw new Error(`${name}: expected ${ends.join(' or ')}, got ${found}`);
  if (abortsAfter !== undefined) expectSame(`${name}: the cause`, cause, reason);
  clearInterval(watch);
  // An unhandled error would end the process now. Newer versions of Node also report an unclosed file
  // when it is garbage-collected.
  await sleep(30);
  globalThis.gc?.();
  if (timeout === STALLED_MS && held > MOST_HELD) throw new Error(`${name}: ${held} bytes were buffered`);
  if (process.argv.includes('--show')) console.log(process.version, name, found, read(), held);
  for (const socket of sockets) socket.destroy();
  listener.close();
  await sleep(10);
}

/** The bytes that the kernel buffers for a port of loopback; Infinity if it doesn't report them. */
async function queued(port: number): Promise<number> {
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => undefined);
  if (table === undefined) return Infinity;
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = table.split('\n').filter((line) => line.includes(`0100007F:${hex} `));
  return lines.reduce((sum, line) => {
    const [, sent = '0', received = '0'] = / ([\dA-F]{8}):([\dA-F]{8}) /.exec(line) ?? [];
    return sum + Number.parseInt(sent, 16) + Number.parseInt(received, 16);
  }, 0);
}

/** Counts the bytes that are read from a file. */
function count(given: File): { file: File; read: () => number } {
  let bytes = 0;
  const { name, size, type } = given;
  const stream = (): ReadableStream<Uint8Array> => {
    const reader = given.stream().getReader();
    return new ReadableStream(
      {
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          bytes += value.length;
          controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  };
  const properties = { name, size, type, stream };
  const file = Object.create(
    given,
    Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, { value }])),
  ) as File;
  return { file, read: () => bytes };
}
