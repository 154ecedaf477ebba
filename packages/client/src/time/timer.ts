/** The longest delay that `setTimeout` supports, in ms. Longer ones fire immediately. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/**
 * Calls back after a delay: `setTimeout` without its limit of 24 days. Uses the monotonic clock, which
 * doesn't change with the system clock. Every timer of the client goes through here.
 *
 * @param ms delay in ms; `Infinity` for never
 * @param callback receives how late it is, in ms: a busy event loop delays it
 * @returns a function that cancels the timer
 */
export function after(ms: number, callback: (late: number) => void): () => void {
  const due = performance.now() + ms;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const start = (left: number): void => {
    const next = Math.min(left, MAX_TIMEOUT_MS);
    timer = setTimeout(() => {
      if (left > next) start(left - next);
      else callback(performance.now() - due);
    }, next);
  };
  if (ms !== Infinity) start(ms);
  return () => clearTimeout(timer);
}
