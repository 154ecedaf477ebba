import { MockError } from './mock-error.ts';

/** A request body is malformed, or exceeds a limit. */
export class UnreadableBody extends MockError {
  /** HTTP status of the response. */
  readonly status: 400 | 413 | 422;

  constructor(status: UnreadableBody['status'], message: string) {
    super('unreadable_request', message);
    this.status = status;
  }
}
