/**
 * A service that fails on purpose, with an account behind it that remembers what it charged, in a
 * process of its own.
 *
 *   node server.ts <seed> <share of requests that fail> <ms that its clients wait>
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import description from '../../packages/types/openapi.json' with { type: 'json' };
import { createRandom } from './random.ts';

const FAULTS = [
  'reset before reading',
  'reset after committing',
  '429',
  '500',
  '502 after committing',
  '503',
  'stalled headers',
  'stalled body',
  'truncated JSON',
  'twice as slow as the timeout',
  'commit after the client gave up',
] as const;
type Fault = (typeof FAULTS)[number];

/** What the server knows at the end. */
export interface Ledger {
  readonly faults: Readonly<Record<string, number>>;
  /** Uploads made, by the call that they are of: the number in their filename. */
  readonly made: readonly { readonly call: number; readonly id: string }[];
}

const [seed = 1, share = 0.3, patience = 150] = process.argv.slice(2).map(Number);
const random = createRandom(seed);
const example = description.components.examples.ReadyForProcessingUpload.value;
const uploads: { id: string; original_filename: string; created_at: string }[] = [];
const faults: Record<string, number> = {};
const work = { busy: 0 };

const server = createServer((request, response) => {
  work.busy += 1;
  // A client that went away is what this is about.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  handle(request, response)
    .finally(() => (work.busy -= 1))
    .catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.(address.port);
});
process.on('message', () => void report());

/** Waits until nothing is committed any more, then tells. */
async function report(): Promise<void> {
  while (work.busy > 0) await delay(20);
  const made = uploads.map(({ id, original_filename }) => ({
    call: Number(/call-(\d+)/.exec(original_filename)?.[1]),
    id,
  }));
  process.send?.({ faults, made } satisfies Ledger);
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const fault = random() < share ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
  if (fault !== undefined) faults[fault] = (faults[fault] ?? 0) + 1;
  if (fault === 'reset before reading') {
    request.socket.destroy();
    return;
  }
  const body = await read(request);
  if (fault === '429')
    return answer(response, 429, { detail: { error: 'rate_limit_exceeded', retry_after_seconds: 0.2 } });
  if (fault === '500' || fault === '503') return answer(response, Number(fault), { detail: fault });
  // Half of what never answers was never carried out either.
  if (fault === 'stalled headers' && random() < 0.5) return delay(patience * 2);
  if (fault === 'commit after the client gave up') await delay(patience * (2 + random() * 6));
  const result = perform(request, body);
  await respond(request, response, fault, result);
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
  result: object,
): Promise<void> {
  const text = JSON.stringify(result);
  if (fault === 'reset after committing') return void request.socket.destroy();
  if (fault === '502 after committing') return answer(response, 502, '<html>Bad Gateway</html>');
  if (fault === 'truncated JSON') return answer(response, 200, text.slice(0, text.length / 2));
  if (fault === 'stalled headers') return delay(patience * 2);
  if (fault === 'twice as slow as the timeout') await delay(patience * 2);
  if (fault !== 'stalled body') return answer(response, 200, text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  response.write(text.slice(0, 20));
  await delay(patience * 2);
  request.socket.destroy();
}

function perform(request: IncomingMessage, body: string): object {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') {
    const original_filename = /"filename":"([^"]+)"/.exec(body)?.[1] ?? '';
    const upload = {
      ...example,
      id: crypto.randomUUID(),
      original_filename,
      created_at: new Date().toISOString(),
    };
    uploads.unshift(upload);
    return upload;
  }
  if (url.pathname !== '/api/v1/uploads') return { ...example, id: url.pathname.split('/').at(-1) };
  // A cursor counts from the oldest on, so that it stays right while uploads are added.
  const end = Number(url.searchParams.get('cursor') ?? uploads.length);
  const data = uploads.slice(uploads.length - end, uploads.length - end + 100);
  const next = end - data.length;
  return { data, next_cursor: next > 0 ? String(next) : null };
}

function answer(response: ServerResponse, status: number, body: object | string): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

async function read(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) {
    if (piece instanceof Buffer) pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
