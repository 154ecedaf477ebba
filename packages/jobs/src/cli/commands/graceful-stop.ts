/** How long a request in progress may continue after Ctrl-C, in ms. */
const GRACE_MS = 5000;

/**
 * Returns a signal that aborts some time after another one. A request that ends in between leaves no doubt
 * whether the list was sent.
 */
export function graceful(signal: AbortSignal, onStop: () => void): AbortSignal {
  const stopped = new AbortController();
  const stop = (): void => {
    onStop();
    setTimeout(() => stopped.abort(signal.reason), GRACE_MS).unref();
  };
  if (signal.aborted) stopped.abort(signal.reason);
  else signal.addEventListener('abort', stop, { once: true });
  return stopped.signal;
}
