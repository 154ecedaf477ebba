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
  /** JSON as text; a file as a Blob that streams a multipart form, or as a FormData on other runtimes than Node. */
  readonly body: string | Blob | FormData | ReadableStream | null;
  readonly signal: AbortSignal | null;
  readonly redirect: 'manual' | 'error';
}

/** What is read of a response. */
export interface FetchResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
  text(): Promise<string>;
}
