import type { CallLimits } from '../time/limits.ts';

/** Options of every call. */
export interface CallOptions extends CallLimits {
  /** Aborts the call, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Additional headers. `authorization` and connection headers are rejected; the API key is an option of the client. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
}
