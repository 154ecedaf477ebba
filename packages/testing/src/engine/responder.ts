import type { Operation } from '../spec/operations.ts';
import type { EngineResponse, Respond } from './engine.ts';
import type { ParsedRequest, RequestHead } from './parse-request.ts';
import type { Violation } from './recording.ts';

/** What is known about a call beyond its request. */
export interface CallContext {
  /** Base URL of the server that received the call; `undefined` in process. Never taken from a header. */
  readonly origin?: string | undefined;
  /** The caller's own signal, which may come from another implementation than the request's. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each violation of this call. */
  readonly onViolation?: ((violation: Violation) => void) | undefined;
}

/** Responds to calls: a mock from examples, a sandbox from its account. */
export interface Responder {
  /** Serves a URL outside of the API, such as a file. Returns `undefined` for an API call. */
  serveFile?(request: Request): Promise<Response> | undefined;
  /** Returns the 401 response to a call without a valid key; `undefined` if the key is valid. */
  authenticate(operation: Operation, head: RequestHead): EngineResponse | undefined;
  /** Returns the function that creates the response to a call. */
  respond(operation: Operation, parsed: ParsedRequest, context: CallContext): Respond;
  /** Wraps a call, to delay it or to inject a fault. */
  intercept?(operation: Operation, context: CallContext, work: () => Promise<Response>): Promise<Response>;
}
