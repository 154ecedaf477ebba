/** What a timer can count to, in ms; it would fire at once for more. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Waits.
 *
 * @param ms how long, in milliseconds
 * @param signal ends the wait, which then rejects with the signal's own reason; default: nothing does
 */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    signal?.addEventListener('abort', abort, { once: true });
  });
}
