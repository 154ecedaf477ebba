import type { ValidationError } from './engine.ts';
import { redactText } from './redact/redact.ts';
import type { OperationId } from '../spec/types.ts';

/**
 * A request that the mock has seen. API keys are replaced by `[key]`; secrets, tokens and signatures by
 * `[redacted]`, wherever they are.
 */
export interface RecordedRequest {
  /** `operationId`; `undefined` where no operation has this method and path. */
  readonly operation: string | undefined;
  /** HTTP method, in upper case. */
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body: parsed if it is JSON or a form, else as text; `undefined` without one, and for a call that is
   * answered 401, whose body isn't read.
   */
  readonly body: unknown;
}

/** A departure from the description, by the caller (`request`) or by a scripted answer (`response`). */
export interface Violation extends ValidationError {
  readonly side: 'request' | 'response';
  readonly operation: string | undefined;
  readonly method: string;
  readonly path: string;
}

/** What can be asked afterwards. */
export interface RequestLog {
  /** The requests seen so far, in order; those of one operation if one is named. Secrets are redacted. */
  requests(operation?: OperationId): readonly RecordedRequest[];
  /** Every departure from the description so far. Expect it to be empty at the end of a test. */
  violations(): readonly Violation[];
}

/** What a stand-in remembers of its calls. */
export interface Recording {
  readonly requests: RecordedRequest[];
  readonly violations: Violation[];
  /** Notes that a call left the description, and gives what it noted. */
  note(
    request: RecordedRequest,
    side: Violation['side'],
    faults: readonly ValidationError[],
  ): readonly Violation[];
  clear(): void;
  readonly seen: RequestLog;
}

/** Starts an empty recording. */
export function createRecording(): Recording {
  const requests: RecordedRequest[] = [];
  const violations: Violation[] = [];
  return {
    requests,
    violations,
    note({ operation, method, path }, side, faults) {
      const noted = faults.map(({ message, location }): Violation => ({
        side,
        operation,
        method,
        path,
        message: redactText(message),
        location: redactText(location),
      }));
      violations.push(...noted);
      return noted;
    },
    clear() {
      requests.length = 0;
      violations.length = 0;
    },
    seen: {
      requests: (operation) =>
        requests.filter((request) => operation === undefined || request.operation === operation),
      violations: () => [...violations],
    },
  };
}
