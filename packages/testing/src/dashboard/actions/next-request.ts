import type { Handler } from '../../engine/handler.ts';
import { injectFault, type FaultKind } from '../../sandbox/faults/inject-fault.ts';

/** A fault for the next request, whatever its path. */
export interface NextRequest {
  /** Sets the fault; `undefined` cancels it. */
  arm(kind: FaultKind | undefined): void;
  /** The fault, if one is set. */
  armed(): FaultKind | undefined;
  /** Returns a handler that injects the fault, once. */
  wrap(handle: Handler): Handler;
}

/**
 * Creates the fault for the next request. A fault of `sandbox.on(operation)` would wait for that operation.
 * This one applies to any request, including files and unknown paths.
 */
export function createNextRequest(): NextRequest {
  let armed: FaultKind | undefined;
  return {
    arm: (kind) => void (armed = kind),
    armed: () => armed,
    wrap: (handle) => (request, context) => {
      const kind = armed;
      armed = undefined;
      const work = (): Promise<Response> => handle(request, context);
      return kind === undefined ? work() : injectFault(kind, context?.signal, work);
    },
  };
}
