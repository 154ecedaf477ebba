import { operations } from '../spec/operations.ts';
import { MockError } from './mock-error.ts';

/** No operation has the path, or none has the path with this method. */
export class UnknownRoute extends MockError {
  /** HTTP status over HTTP: 404, or 405 if the path exists. */
  readonly status: 404 | 405;
  /** The methods that the path has. */
  readonly allowed: readonly string[];

  constructor(method: string, path: string, shown: string) {
    const allowed = allowedMethods(path);
    const reason = `No operation of the spec answers ${method} ${shown}.`;
    super('unknown_route', allowed.length === 0 ? reason : `${reason} The path has ${allowed.join(', ')}.`);
    this.status = allowed.length === 0 ? 404 : 405;
    this.allowed = allowed;
  }
}

/** The methods that the operations of a path have. */
export function allowedMethods(path: string): string[] {
  return operations.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}
