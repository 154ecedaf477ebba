/** A request as openapi-fetch hands it down. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Exclude<RequestInit['body'], null>;
  readonly signal: AbortSignal | undefined;
  /** Whether the description gives the answer no body, so that an empty one is no fault. */
  readonly bodiless: boolean;
}

/** An answer whose body has been read. */
export interface Answer {
  readonly request: Outgoing;
  readonly ok: boolean;
  readonly status: number;
  /** The body, parsed where it is JSON, else as text; `undefined` where it is empty. */
  readonly body: unknown;
  /** The response as it came, its body used. */
  readonly response: Response;
}

/** The call that an error is about. */
export interface Call {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path of the URL, without host and query. */
  readonly path: string;
}

/** Method and URL path of a request, for errors. */
export function callOf(request: Outgoing): Call {
  return { method: request.method.toUpperCase(), path: new URL(request.url).pathname };
}
