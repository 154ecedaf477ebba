import { abortReason } from './abort.ts';
import { after } from './timer.ts';

/**
 * Waits.
 *
 * @param ms how long, in milliseconds
 * @param signal ends the wait, which then rejects with the signal's own reason; default: nothing does
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortReason(signal));
      return;
    }
    const abort = (): void => {
      cancel();
      reject(abortReason(signal));
    };
    const cancel = after(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}
