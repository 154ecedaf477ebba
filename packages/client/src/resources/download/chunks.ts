import { isRecord } from '../../is-record.ts';

/** Reads a response body in chunks. */
export interface Chunks {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: Uint8Array | undefined }>;
  cancel(reason: unknown): Promise<unknown>;
}

/**
 * Returns the body of a response of any `fetch`: a web stream, a Node stream as in node-fetch, or no stream
 * at all, as in React Native.
 */
export function chunksOf(response: Response): Chunks {
  const body: unknown = response.body;
  if (isWebStream(body)) {
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
  }
  // Aborting a Node stream before it is read emits an error, which ends the process without a listener.
  if (isEmitter(body)) body.on('error', () => undefined);
  const chunks = (isIterable(body) ? body : readAll(response))[Symbol.asyncIterator]();
  return {
    next: () => chunks.next(),
    // Not awaited: it would wait for a chunk that may never arrive. Aborting the request ends it.
    cancel: async () => void chunks.return?.().catch(() => undefined),
  };
}

async function* readAll(response: Response): AsyncGenerator<Uint8Array, undefined> {
  yield new Uint8Array(await response.arrayBuffer());
}

function isWebStream(body: unknown): body is ReadableStream<Uint8Array> {
  return isRecord(body) && typeof body['getReader'] === 'function';
}

function isIterable(body: unknown): body is AsyncIterable<Uint8Array, undefined> {
  return isRecord(body) && Symbol.asyncIterator in body;
}

function isEmitter(body: unknown): body is { on(event: 'error', listener: () => void): unknown } {
  return isRecord(body) && typeof body['on'] === 'function';
}
