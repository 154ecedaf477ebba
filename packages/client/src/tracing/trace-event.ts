/**
 * What the tracing channels publish. All events of one call, attempt or job share one object. Contains no secrets
 * and no personal data: no API key, header, body, filename, phone number or signed URL.
 */
export interface TraceEvent {
  /** Name for a span: the operation of a call, method and path template of an attempt, or what a job does. */
  readonly name: string;
  /**
   * Attributes for a span: by the HTTP conventions of OpenTelemetry, or with the prefix `optimaldial`. Those of the
   * result are added before `error` and `asyncStart` are published.
   */
  readonly attributes: { [name in string]?: string | number };
  /** What was thrown; `undefined` unless `error` was published. */
  error?: TracedError | undefined;
}

/** An error without its cause, stack and other properties. */
export interface TracedError {
  /** Name of the class. */
  readonly name: string;
  /** What failed and how to fix it. Of a foreign error, such as an abort reason: only its code or name. */
  readonly message: string;
  /** Identifies the kind of failure; `undefined` for a foreign error without a code. */
  readonly code: string | undefined;
}
