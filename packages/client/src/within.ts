import { LONGEST_TIMER_MS } from './pause.ts';

/**
 * Does work within a time, and no longer than the caller's signal lets it, whether or not the work heeds
 * the signal that it is given. Nothing is left behind on the caller's signal.
 *
 * @param ms how long, `Infinity` for no limit
 * @param tooLate makes the error for when the time is over
 */
export function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  tooLate: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const ends = new AbortController();
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const end = (reason: unknown): void => {
      settle();
      // First, so that what the work says of its end is not taken for the reason.
      reject(reason);
      ends.abort(reason);
    };
    const abort = (): void => end(signal?.reason);
    const timer =
      ms === Infinity ? undefined : setTimeout(() => end(tooLate()), Math.min(ms, LONGEST_TIMER_MS));
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
