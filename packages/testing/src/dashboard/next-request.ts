import type { Handler } from '../engine/handler.ts';
import { goWrong, type FaultKind } from '../sandbox/faults.ts';

/** What is to become of the next request, whatever it is for. */
export interface NextRequest {
  /** Lets it go wrong; `undefined` takes that back. */
  arm(kind: FaultKind | undefined): void;
  /** How it will go wrong, if it will. */
  armed(): FaultKind | undefined;
  /** A handler whose next request goes wrong where one is armed. */
  around(handle: Handler): Handler;
}

/**
 * Starts with nothing armed. A fault of an operation would wait until that one is called; this one stands
 * before all of them, and before files and unknown paths, so it strikes the next request and is gone.
 */
export function createNextRequest(): NextRequest {
  let armed: FaultKind | undefined;
  return {
    arm: (kind) => void (armed = kind),
    armed: () => armed,
    around: (handle) => (request, context) => {
      const kind = armed;
      armed = undefined;
      const work = (): Promise<Response> => handle(request, context);
      return kind === undefined ? work() : goWrong(kind, context?.signal, work);
    },
  };
}
