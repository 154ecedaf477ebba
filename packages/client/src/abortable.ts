/** Waits for work that knows nothing of a signal, and no longer than the signal lets it. */
export function abortable<T>(work: T | Promise<T>, signal: AbortSignal | undefined): T | Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const done = (): void => signal.removeEventListener('abort', abort);
    Promise.resolve(work).finally(done).then(resolve, reject);
  });
}
