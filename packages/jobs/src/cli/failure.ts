import type { Next } from '@optimaldial/client';

/** An error as the command prints it with `--json`: the JSON of a client's error, or of one of its own. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  /** A code of the client or of a job, a code of the system such as `ENOSPC`, or one of the command's own. */
  readonly code: string;
  readonly next: Next;
}
