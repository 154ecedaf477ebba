import { LONGEST_TIMER_MS } from '../wait/sleep.ts';

/** How the workers of one call end. */
export interface Stop {
  /** Aborts when no new work begins. */
  readonly soft: AbortSignal;
  /** Aborts when requests in progress end, too. */
  readonly hard: AbortSignal;
  /** Begins to stop, as if the signal of the caller was aborted. */
  begin(): void;
  /** Frees the timer and the listener. */
  close(): void;
}

/**
 * Creates a stop that follows the signal of a caller.
 *
 * @param grace time between the soft and the hard end, in ms
 */
export function createStop(signal: AbortSignal | undefined, grace: number): Stop {
  const soft = new AbortController();
  const hard = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = (): void => {
    if (soft.signal.aborted) return;
    soft.abort(signal?.reason);
    timer = setTimeout(() => hard.abort(signal?.reason), Math.min(grace, LONGEST_TIMER_MS));
  };
  if (signal?.aborted) begin();
  else signal?.addEventListener('abort', begin, { once: true });
  return {
    soft: soft.signal,
    hard: hard.signal,
    begin,
    close() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', begin);
    },
  };
}
