// Captured before a test can replace it with a fake timer.
const { setImmediate } = globalThis;

/** Lets timers and other requests run before the work continues. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
