import { abortReason, checkSignal } from './abort.ts';
import { after } from './timer.ts';

/** A timer this late means that the event loop was busy, and a response may have arrived in the meantime. In ms. */
const BUSY_MS = 10;

/**
 * Runs `work` with a timeout and an abort signal, even if `work` ignores the signal it receives. Doesn't
 * start if the signal is already aborted, and leaves no listener or timer behind.
 *
 * @param ms timeout in ms; `Infinity` for none
 * @param timeoutError creates the error for the timeout
 */
export function withTimeout<T>(
  ms: number,
  signal: AbortSignal | undefined,
  timeoutError: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    checkSignal(signal);
    // Its event may have fired before anything listened.
    if (signal?.aborted) throw abortReason(signal);
    const controller = new AbortController();
    const cleanUp = (): void => {
      cancel();
      signal?.removeEventListener('abort', abort);
    };
    const end = (reason: unknown): void => {
      cleanUp();
      // Before the abort, so that the error which it causes in `work` isn't taken for the reason.
      reject(reason);
      controller.abort(reason);
    };
    const abort = (): void => end(abortReason(signal));
    const expire = (): void => end(timeoutError());
    let cancel = after(ms, (late) => {
      if (late < BUSY_MS) expire();
      // Two turns of the event loop: one reads the socket, one runs what follows from it.
      else cancel = after(0, () => (cancel = after(0, expire)));
    });
    signal?.addEventListener('abort', abort, { once: true });
    const succeed = (value: T): void => {
      cleanUp();
      resolve(value);
    };
    const fail = (error: unknown): void => {
      cleanUp();
      reject(error);
    };
    work(controller.signal).then(succeed, fail);
  });
}
