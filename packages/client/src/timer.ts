/** The longest that a platform timer can count, in ms; for more it would fire at once. */
const LONGEST_MS = 2_147_483_647;

/**
 * Calls back after a time on the monotonic clock. Unlike `setTimeout` it can count further than 24 days,
 * and a system clock that is set anew doesn't move it. Every timer of the client goes through here.
 *
 * @param ms `Infinity` for never
 * @param callback gets how late it is, in ms: a busy event loop delays it
 * @returns a function that cancels the timer
 */
export function after(ms: number, callback: (late: number) => void): () => void {
  const due = performance.now() + ms;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (left: number): void => {
    timer = setTimeout(tick, Math.min(left, LONGEST_MS));
  };
  const tick = (): void => {
    const left = due - performance.now();
    if (left > 0) arm(left);
    else callback(-left);
  };
  if (ms !== Infinity) arm(ms);
  return () => clearTimeout(timer);
}
