/** Calls an observer of the caller. It must not stop a job that was paid for, so its errors are ignored. */
export function observe<Args extends unknown[]>(
  observer: ((...args: Args) => unknown) | undefined,
  ...args: Args
): void {
  try {
    const result: unknown = observer?.(...args);
    Promise.resolve(result).catch(() => undefined);
  } catch {
    // Ignored, see above.
  }
}
