import { abortReason } from './abort.ts';
import { after } from './timer.ts';

/**
 * Resolves after a delay.
 *
 * @param ms delay in ms
 * @param signal ends it early: the promise then rejects with the signal's reason
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
