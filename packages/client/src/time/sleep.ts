import { abortReason } from './abort.ts';
import { after } from './timer.ts';

/**
 * Resolves after a delay.
 *
 * @param ms delay in ms
 * @param signal ends it early: the promise then rejects with the signal's reason
 * @param onStart receives a function that also ends it early: the promise then resolves
 */
export function sleep(
  ms: number,
  signal?: AbortSignal,
  onStart?: (finish: () => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortReason(signal));
      return;
    }
    const abort = (): void => {
      cancel();
      reject(abortReason(signal));
    };
    const finish = (): void => {
      cancel();
      signal?.removeEventListener('abort', abort);
      resolve();
    };
    const cancel = after(ms, finish);
    signal?.addEventListener('abort', abort, { once: true });
    onStart?.(finish);
  });
}
