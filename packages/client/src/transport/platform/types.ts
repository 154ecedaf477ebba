import type { SentInit } from '../fetch-types.ts';
import type { Multipart } from '../../body/multipart.ts';

/** Why a file of one attempt could not be read to its end. Noted here, because `fetch` may hide it. */
export interface FileFault {
  fault?: unknown;
}

/** Phase of a failure in which nothing of the request had left this machine. */
export type ConnectPhase = 'connect' | 'certificate';

/** What differs between Node and the other runtimes. */
export interface Platform {
  /** What `fetch` is given to send a form. */
  formInit(form: Multipart, attempt: FileFault): Pick<SentInit, 'body' | 'redirect'>;
  /**
   * Where a request failed, if nothing of it had been sent by then.
   *
   * @param cause what `fetch` rejected with
   */
  connectPhase(cause: unknown): ConnectPhase | undefined;
  /** What `fetch` is given besides, so that it waits for a response as long as the timeout, in ms. */
  timeoutInit(ms: number): object | undefined;
}
