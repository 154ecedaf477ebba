const faults = new WeakMap<object, Error>();

/** Notes why a file could not be read to its end while it was sent. */
export function noteFault(file: Blob, fault: Error): void {
  faults.set(file, fault);
}

/**
 * Why a file of this body could not be read to its end, if so. It cannot be told through the stream: one
 * that fails inside a form ends the process on Node, as an unhandled rejection.
 */
export function faultOf(body: unknown): Error | undefined {
  if (!(body instanceof FormData)) return undefined;
  return [...body.values()]
    .map((value) => (typeof value === 'string' ? undefined : faults.get(value)))
    .find((fault) => fault !== undefined);
}
