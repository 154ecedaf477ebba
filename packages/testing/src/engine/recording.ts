import type { ValidationError } from './engine.ts';
import { redactText } from './redact/redact.ts';
import type { OperationId } from '../spec/types.ts';

/**
 * A request that was received. API keys are replaced by `[key]`; secrets, tokens and signatures by
 * `[redacted]`, wherever they are.
 */
export interface RecordedRequest {
  /** `operationId`; `undefined` if no operation has this method and path. */
  readonly operation: string | undefined;
  /** HTTP method, in upper case. */
  readonly method: string;
  /** URL path, without the query. */
  readonly path: string;
  /** Query parameters, decoded; an array for a parameter that occurs more than once. */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body: parsed if it is JSON or a form, else as text. `undefined` without a body, and for a 401,
   * because the body of a call without a valid key isn't read.
   */
  readonly body: unknown;
}

/** A mismatch with the spec, in a request or in a scripted response. */
export interface Violation extends ValidationError {
  /** Whether the request or the scripted response violates the spec. */
  readonly side: 'request' | 'response';
  /** `operationId` of the request; `undefined` if no operation has its method and path. */
  readonly operation: string | undefined;
  /** HTTP method of the request, in upper case. */
  readonly method: string;
  /** URL path of the request, without the query. */
  readonly path: string;
}

/** The requests and violations so far. */
export interface RequestLog {
  /**
   * Requests in order, with secrets redacted.
   *
   * @param operation `operationId` to filter by. Default: all
   */
  requests(operation?: OperationId): readonly RecordedRequest[];
  /** Every mismatch with the spec. Assert that it's empty at the end of a test. */
  violations(): readonly Violation[];
}

/** Records requests and violations. */
export interface Recording {
  readonly requests: RecordedRequest[];
  readonly violations: Violation[];
  /** Records violations, redacted, and returns them. */
  report(
    request: RecordedRequest,
    side: Violation['side'],
    errors: readonly ValidationError[],
  ): readonly Violation[];
  clear(): void;
  readonly log: RequestLog;
}

/** Creates an empty recording. */
export function createRecording(): Recording {
  const requests: RecordedRequest[] = [];
  const violations: Violation[] = [];
  return {
    requests,
    violations,
    report({ operation, method, path }, side, errors) {
      const reported = errors.map(({ message, location }): Violation => ({
        side,
        operation,
        method,
        path,
        message: redactText(message),
        location: redactText(location),
      }));
      violations.push(...reported);
      return reported;
    },
    clear() {
      requests.length = 0;
      violations.length = 0;
    },
    log: {
      requests: (operation) =>
        requests.filter((request) => operation === undefined || request.operation === operation),
      violations: () => [...violations],
    },
  };
}
