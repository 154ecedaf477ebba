/** A request to validate. */
export interface EngineRequest {
  /** HTTP method, in upper case. */
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A response, before it becomes a `Response`. */
export interface EngineResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One mismatch with the spec. */
export interface ValidationError {
  readonly message: string;
  /** Path to the value, such as `path.upload_id` or `body.status`. */
  readonly location: string;
}

/** The response to a request, and how both match the spec. */
export interface EngineResult {
  /** Set if Prism rejected the request before validation: unknown route, no key, unreadable path. */
  readonly rejection: { readonly status: number; readonly message: string } | undefined;
  readonly response: EngineResponse | undefined;
  readonly requestErrors: readonly ValidationError[];
  /** Whether the operation doesn't accept the request's content type. */
  readonly isUnsupportedType: boolean;
  /** Whether a list in the request exceeds its maximum length. */
  readonly isTooLong: boolean;
  readonly responseErrors: readonly ValidationError[];
}

/** Creates the response. Called only if the request matches the spec. */
export type Respond = () => EngineResponse | Promise<EngineResponse>;

/** Validates a request and its response. Rejects with any error that `respond` throws. */
export type Engine = (request: EngineRequest, respond: Respond) => Promise<EngineResult>;
