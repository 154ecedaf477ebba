import { operations } from '../../spec/operations.ts';
import { MockError } from './mock-error.ts';

/** No operation has the path, or none has this method at the path. */
export class UnknownRoute extends MockError {
  /** HTTP status over HTTP: 404, or 405 if the path exists. */
  readonly status: 404 | 405;
  /** The methods that the path supports. */
  readonly allowed: readonly string[];

  /** @param redactedPath the path as it's shown in the message */
  constructor(method: string, path: string, redactedPath: string) {
    const allowed = allowedMethods(path);
    const reason = `No operation of the spec matches ${method} ${redactedPath}.`;
    super(
      'unknown_route',
      allowed.length === 0 ? reason : `${reason} The path supports ${allowed.join(', ')}.`,
    );
    this.status = allowed.length === 0 ? 404 : 405;
    this.allowed = allowed;
  }
}

/** The methods that a path supports. */
export function allowedMethods(path: string): string[] {
  return operations.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}
