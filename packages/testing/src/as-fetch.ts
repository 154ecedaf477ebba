import type { Handler } from './handle.ts';
import { Severed } from './severed.ts';

/** What stands in for the platform's `fetch`. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A handler as a `fetch`: it heeds the signal, and a connection that breaks looks like Node's. */
export function asFetch(handle: Handler): FetchLike {
  return async (input, init) => {
    const request = new Request(input, init);
    // A Request has a signal of its own; the caller's reason is on the one that he passed.
    const signal = init?.signal ?? request.signal;
    signal.throwIfAborted();
    let abort: (() => void) | undefined;
    const ended = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([handle(request), ended]);
    } catch (error) {
      if (!(error instanceof Severed)) throw error;
      throw new TypeError('fetch failed', { cause: error });
    } finally {
      if (abort) signal.removeEventListener('abort', abort);
    }
  };
}
