/**
 * Sends a request: the global `fetch`, that of undici, or anything with the same contract, such as a mock.
 */
// Declared as a method, whose parameters are compared bivariantly: other implementations describe the same
// `init` with types of their own.
export type Fetch = { send(url: string, init: FetchInit): Promise<FetchResponse> }['send'];

/** The second argument of `fetch`. */
export interface FetchInit {
  /** HTTP method, in upper case. */
  readonly method: string;
  readonly headers: Record<string, string>;
  /**
   * JSON as text, or a multipart form as a Blob. A raw call's `ReadableStream` is passed through but left
   * out of this type, because other implementations have a type of their own for it.
   */
  readonly body: string | FileBody | null;
  readonly signal: AbortSignal | null;
  readonly redirect: 'manual' | 'error';
}

/**
 * A multipart form, streamed as it is read. On Node.js it is also an iterable of bytes, for implementations
 * of `fetch` whose types have a Blob of their own. Elsewhere it is a plain Blob.
 *
 * Copy a chunk to keep it: once a chunk has been sent over HTTP, a later one can overwrite it.
 */
export type FileBody = Blob & AsyncIterable<Uint8Array>;

/** What is actually passed to `fetch`, including bodies that {@link Fetch} leaves out. */
export interface SentInit extends Omit<FetchInit, 'body'> {
  readonly body: FetchInit['body'] | Blob | ReadableStream;
}

/** A {@link Fetch} as the client calls it. */
export type Send = { send(url: string, init: SentInit): Promise<FetchResponse> }['send'];

/** The parts of a response that the client reads. */
export interface FetchResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
  text(): Promise<string>;
}
