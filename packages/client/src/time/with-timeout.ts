import { abortReason, checkSignal } from './abort.ts';
import { after } from './timer.ts';

/** Later than this, the event loop was busy, and what the work waits for may have arrived meanwhile. In ms. */
const BUSY_MS = 10;

/**
 * Runs work with a timeout and an abort signal, whether or not the work heeds the signal that it is
 * given. Nothing is started if the signal is aborted already, and no listener or timer is left behind.
 *
 * @param ms `Infinity` for no timeout
 * @param tooLate makes the error for when the time is up
 */
export function withTimeout<T>(
  ms: number,
  signal: AbortSignal | undefined,
  tooLate: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    checkSignal(signal);
    // Its event may have come before anyone listened for it.
    if (signal?.aborted) throw abortReason(signal);
    const ends = new AbortController();
    const settle = (): void => {
      cancel();
      signal?.removeEventListener('abort', abort);
    };
    const end = (reason: unknown): void => {
      settle();
      // First, so that what the work says of its end is not taken for the reason.
      reject(reason);
      ends.abort(reason);
    };
    const abort = (): void => end(abortReason(signal));
    const expire = (): void => end(tooLate());
    let cancel = after(ms, (late) => {
      if (late < BUSY_MS) expire();
      // Two turns of the loop: one reads the socket, one what follows from it.
      else cancel = after(0, () => (cancel = after(0, expire)));
    });
    signal?.addEventListener('abort', abort, { once: true });
    const succeed = (value: T): void => {
      settle();
      resolve(value);
    };
    const fail = (error: unknown): void => {
      settle();
      reject(error);
    };
    work(ends.signal).then(succeed, fail);
  });
}
