import type { Multipart } from '../../body/multipart.ts';
import type { ConnectPhase } from '../../errors/call-error.ts';
import type { Trace } from '../../tracing/trace.ts';
import type { SentInit } from '../fetch-types.ts';
import type { Attempt } from '../types.ts';

/** What a form fills in: the error of a file, which `fetch` may hide, and what to do when the attempt ends. */
export type FormAttempt = Pick<Attempt, 'fileError' | 'end'>;

/** What differs between Node.js and other runtimes. */
export interface Platform {
  /** Options for `fetch` that send a form. */
  formInit(form: Multipart, attempt: FormAttempt): Pick<SentInit, 'body' | 'redirect'>;
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
