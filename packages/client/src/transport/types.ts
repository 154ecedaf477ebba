import type { RequestBody } from '../body/serialize-body.ts';
import type { FailedResponse, StatusAdvice } from '../errors/api-error.ts';
import type { Call } from '../errors/call.ts';
import { isLoopback } from '../loopback.ts';
import type { Limits } from '../time/limits.ts';

/** What an error needs if a request that must not be repeated has an unknown outcome. */
export interface NonIdempotent {
  /** How to find out whether the server carried it out. */
  readonly advice: string;
  /** The filename sent, if any. */
  readonly filename: string | undefined;
  /** The token in it, if any. */
  readonly token: string | undefined;
  /** When the call started, by the local clock. */
  readonly from: Date;
  /** Whether this call may retry it, because its attempts share an idempotency key. */
  readonly retriable: boolean;
}

/** A request, ready to be sent any number of times. */
export interface PreparedRequest {
  readonly url: string;
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly body: RequestBody;
  /** Path template of the spec. */
  readonly template: string;
  /** Set if the request must not be sent by another call once it may have reached the server. */
  readonly nonIdempotent: NonIdempotent | undefined;
  /** What to do after one status. */
  readonly advice: StatusAdvice | undefined;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
}

/** One attempt to send a request. `send` fills in what happened. */
export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** Whether an earlier attempt may have been carried out. */
  readonly repeated: boolean;
  /** Timeout in ms. */
  readonly timeout: number;
  /** Whether any of it may have left this machine. */
  sent: boolean;
  /** How many times `fetch` has read the body; `undefined` if it isn't counted. */
  bodyReads?: number | undefined;
  /** Why a file could not be read to its end. */
  fileError?: unknown;
  /** To call once the attempt has ended, even if `fetch` hasn't. */
  end?: (() => void) | undefined;
}

/** A response whose body has been read. */
export interface ApiResponse {
  readonly request: PreparedRequest;
  readonly ok: boolean;
  readonly status: number;
  /** The body: parsed if it is JSON, otherwise text; `undefined` if empty. */
  readonly body: unknown;
  /** The response itself, with its body consumed. */
  readonly response: Response;
  /** The API key that was sent. Redact it from everything that came back. */
  readonly key: string;
  /** Seconds to wait, if different from what the response says. */
  readonly retryAfter?: number | undefined;
  /** The attempt that got it, from 1; 0 if an earlier request did and nothing was sent. */
  readonly attempts: number;
  /** Whether an earlier attempt without a response may have been carried out. */
  readonly repeated: boolean;
  /** Time left until the deadline, in ms. */
  readonly left: number;
}

/** Method, URL path and attempts of a request, for errors. */
export function describeCall({ method, url }: PreparedRequest, attempts: number): Call {
  const { pathname: path, port, hostname } = new URL(url);
  return { method, path, port: port || undefined, local: isLoopback(hostname), attempts };
}

/** What an error keeps of a response. */
export function failedResponse({ request, attempts, response, ...facts }: ApiResponse): FailedResponse {
  const { advice } = request;
  return { ...facts, advice, call: describeCall(request, attempts), headers: response.headers };
}
