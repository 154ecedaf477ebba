/**
 * Resolves with a result, or rejects with the reason of a signal as soon as it aborts: what the caller waits for may
 * never end.
 */
export function unlessAborted<T>(signal: AbortSignal, result: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as unknown);
    const end = (): void => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    result.finally(end).then(resolve, reject);
  });
}
