import type { CallLimits } from '../time/limits.ts';

/** Options of every call. */
export interface CallOptions extends CallLimits {
  /** Aborts the call, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Additional headers. `authorization` and connection headers are rejected; the API key is an option of the client. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Options of a request: those of the caller, and what a method of the client adds. */
export interface RequestOptions extends CallOptions {
  /** Whether the client generated the idempotency key, so that another call has another key. */
  readonly generatedKey?: boolean | undefined;
  /** Token in the filename, for `OutcomeUnknownError`. */
  readonly token?: string | undefined;
  /** Receives the headers of a successful response. */
  readonly onHeaders?: ((headers: Pick<Headers, 'get'>) => void) | undefined;
}
