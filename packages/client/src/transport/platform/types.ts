import type { Multipart } from '../../body/multipart.ts';
import type { ConnectPhase } from '../../errors/call-error.ts';
import type { Trace } from '../../tracing/trace.ts';
import type { SentInit } from '../fetch-types.ts';
import type { Attempt } from '../types.ts';

/** Where a body reports that a file could not be read. `fetch` may hide the error. */
export type FileErrorTarget = Pick<Attempt, 'fileError'>;

/** What differs between Node.js and other runtimes. */
export interface Platform {
  /** Options for `fetch` that send a form. */
  formInit(form: Multipart, attempt: FileErrorTarget): Pick<SentInit, 'body' | 'redirect'>;
  /**
   * The phase in which a request failed, if nothing had been sent by then.
   *
   * @param cause what `fetch` rejected with
   */
  connectPhase(cause: unknown): ConnectPhase | undefined;
  /** Extra options that make `fetch` wait for a response as long as the timeout, in ms. */
  timeoutInit(ms: number): object | undefined;
  /** Publishes what happens to tracing channels. */
  readonly trace: Trace;
}
