import type { Body } from '../body/serialize-body.ts';
import type { CallLimits } from '../time/limits.ts';
import type { Once } from '../request/operations.ts';

/** What is known of a call beside what is sent. */
export interface Plan {
  /** Path template of the description. */
  readonly template: string;
  /** There where it may be carried out only once. */
  readonly once: Once | undefined;
  readonly signal: AbortSignal | undefined;
  /** What the caller said of time and retries; `undefined` where nothing. */
  readonly own: CallLimits | undefined;
}

/** A request, ready to be sent. */
export interface PreparedRequest {
  readonly url: string;
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly plan: Plan;
}

/** One attempt. */
export interface Try {
  /** Which one it is, from 1. */
  readonly number: number;
  /** Whether an earlier one may have been carried out. */
  readonly repeated: boolean;
  /** Whether anything of it may have left this machine. */
  sent: boolean;
  /** How long it may take, in ms. */
  readonly ms: number;
  /** How often `fetch` has asked for the body; `undefined` if nobody looks. */
  bodyReads?: number | undefined;
  /** Why a file could not be read to its end. */
  fault?: unknown;
}

/** An answer whose body has been read. */
export interface ApiResponse {
  readonly request: PreparedRequest;
  readonly ok: boolean;
  readonly status: number;
  /** The body, parsed where it is JSON, else as text; `undefined` where it is empty. */
  readonly body: unknown;
  /** The response as it came, its body used. */
  readonly response: Response;
  /** The API key that was sent: nothing that came back may show it. */
  readonly key: string;
  /** How long to wait, in seconds, if that is not what the response itself says. */
  readonly retryAfter?: number | undefined;
  /** Which attempt brought it, from 1; 0 if an earlier request did, and nothing was sent. */
  readonly attempts: number;
  /** Whether an earlier attempt may have been carried out, though it brought no answer. */
  readonly repeated: boolean;
  /** How much of the deadline is left, in ms. */
  readonly left: number;
}

/** The call that an error is about. */
export interface Call {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path of the URL, without host and query. */
  readonly path: string;
  /** Port of the host, as the URL has it; `undefined` for the usual one. */
  readonly port?: string | undefined;
  /** How often it was tried. */
  readonly attempts: number;
}

/** Method, URL path and attempts of a request, for errors. */
export function describeCall({ method, url }: PreparedRequest, attempts: number): Call {
  const { pathname: path, port } = new URL(url);
  return { method, path, port: port || undefined, attempts };
}
