// Captured before a test can replace it with a fake timer.
const { setImmediate } = globalThis;

/** Lets timers and other calls run before work continues. */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
