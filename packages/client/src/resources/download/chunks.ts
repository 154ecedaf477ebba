import { isRecord } from '../../is-record.ts';

/** Reads a body piece by piece. */
export interface Pieces {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: Uint8Array | undefined }>;
  cancel(reason: unknown): Promise<unknown>;
}

/**
 * The body of a response of any `fetch`: a web stream, a Node stream as node-fetch has, or none, as in
 * React Native.
 */
export function piecesOf(response: Response): Pieces {
  const body: unknown = response.body;
  if (isWebStream(body)) {
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
  }
  // A Node stream that is aborted before it is read emits an error, which ends the process if unheard.
  if (isEmitter(body)) body.on('error', () => undefined);
  const pieces = (isIterable(body) ? body : whole(response))[Symbol.asyncIterator]();
  return {
    next: () => pieces.next(),
    // Aborting the request is what ends it: this would wait for a piece that may never come.
    cancel: async () => void pieces.return?.().catch(() => undefined),
  };
}

async function* whole(response: Response): AsyncGenerator<Uint8Array, undefined> {
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
