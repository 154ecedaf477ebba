/**
 * Sends a request: the platform's `fetch`, that of undici, or something with the same contract, such as a
 * mock's.
 */
// Written as a method, whose parameters are compared both ways: other implementations describe the
// same `init` by types of their own.
export type Fetch = { send(url: string, init: FetchInit): Promise<FetchResponse> }['send'];

/** What `fetch` is called with. */
export interface FetchInit {
  /** HTTP method, in upper case. */
  readonly method: string;
  readonly headers: Record<string, string>;
  /**
   * JSON as text; a file as a Blob with a multipart form in it. The stream of a raw call stays a
   * `ReadableStream`: it is left out of this type, because other implementations have a type of their own.
   */
  readonly body: string | FileBody | null;
  readonly signal: AbortSignal | null;
  readonly redirect: 'manual' | 'error';
}

/**
 * A multipart form, streamed as it is read. On Node.js it can be iterated too: an implementation of `fetch`
 * whose types have a Blob of their own takes it as an iterable of bytes. Elsewhere it is a plain Blob.
 */
export type FileBody = Blob & AsyncIterable<Uint8Array>;

/** What is really sent: bodies that the type of `Fetch` leaves out too. */
export interface SentInit extends Omit<FetchInit, 'body'> {
  readonly body: FetchInit['body'] | Blob | ReadableStream;
}

/** A `Fetch` as it is called here. */
export type Send = { send(url: string, init: SentInit): Promise<FetchResponse> }['send'];

/** What is read of a response. */
export interface FetchResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
  text(): Promise<string>;
}
