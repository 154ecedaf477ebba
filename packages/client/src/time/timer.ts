/** The longest that a platform timer can count, in ms; for more it would fire at once. */
const LONGEST_MS = 2_147_483_647;

/**
 * Calls back after a time: a `setTimeout` that can count further than 24 days. Timers run on the monotonic
 * clock, which a system clock that is set anew doesn't move. Every timer of the client goes through here.
 *
 * @param ms `Infinity` for never
 * @param callback gets how late it is, in ms: a busy event loop delays it
 * @returns a function that cancels the timer
 */
export function after(ms: number, callback: (late: number) => void): () => void {
  const due = performance.now() + ms;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (left: number): void => {
    const next = Math.min(left, LONGEST_MS);
    timer = setTimeout(() => {
      if (left > next) arm(left - next);
      else callback(performance.now() - due);
    }, next);
  };
  if (ms !== Infinity) arm(ms);
  return () => clearTimeout(timer);
}
