import { abortReason } from './abort.ts';
import { after } from './timer.ts';
/**
 * Waits.
 *
 * @param ms how long, in milliseconds
 * @param signal ends the wait, which then rejects with the signal's own reason; default: nothing does
 */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortReason(signal));
      return;
    }
    const abort = () => {
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
