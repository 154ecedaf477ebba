/** A longer timer fires immediately. In ms. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Resolves after a delay.
 *
 * @param ms delay in ms, at most 24 days
 * @param signal ends it early: the promise then rejects with the signal's reason
 * @param stop ends it early: the promise then resolves
 */
export function sleep(ms: number, signal?: AbortSignal, stop?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      stop?.removeEventListener('abort', end);
      if (signal?.aborted) reject(signal.reason as unknown);
      else resolve();
    };
    const timer = setTimeout(end, stop?.aborted ? 0 : Math.min(ms, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', end, { once: true });
    stop?.addEventListener('abort', end, { once: true });
  });
}
