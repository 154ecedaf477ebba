/**
 * Method of a stream: takes the memory of a chunk, which nothing reads any more, for a later chunk. Saves a third of
 * the time that it takes to send a large file.
 */
// Registered, because the entry points of the package are bundled apart.
export const reuseMemory: unique symbol = Symbol.for('@optimaldial/client/reuse-memory');

/** A stream that can read into the memory of earlier chunks. */
export interface ReusingStream<T> extends ReadableStream<T> {
  readonly [reuseMemory]: (chunk: T) => void;
}

/** Whether a stream can read into the memory of earlier chunks. */
export function isReusing<T>(stream: ReadableStream<T>): stream is ReusingStream<T> {
  return reuseMemory in stream;
}
