import { LONGEST_TIMER_MS } from '../simulation/clock.ts';
import type { Random } from '../simulation/random.ts';
import { DEFAULT_DELAY_MS, FAULT_KINDS, injectFault, type FaultKind } from './inject-fault.ts';

/** Options of `fault()`. */
export interface FaultOptions {
  /**
   * Number of calls to inject the fault into.
   *
   * @default 1; unlimited with a `probability`
   */
  readonly times?: number | undefined;
  /**
   * Probability for each call, from 0 to 1. Reproducible with the sandbox's `seed`.
   *
   * @default 1
   */
  readonly probability?: number | undefined;
  /**
   * Delay of `slow` and `late`, in ms of real time; fake timers apply.
   *
   * @default 5000
   */
  readonly delay?: number | undefined;
}

/** A fault that was injected into a call. */
export interface InjectedFault {
  /** `operationId` of the call. */
  readonly operation: string;
  /** How the call failed. */
  readonly kind: FaultKind;
}

/** The planned faults of a sandbox. */
export interface Faults {
  /** @throws RangeError for an unknown kind or an invalid option */
  add(operation: string, kind: FaultKind, options: FaultOptions): void;
  /** Executes a call, with the next fault that is planned for it. */
  intercept(
    operation: string,
    signal: AbortSignal | undefined,
    work: () => Promise<Response>,
  ): Promise<Response>;
  /** The faults injected so far, in order. */
  readonly injected: readonly InjectedFault[];
  clear(): void;
}

interface PlannedFault {
  readonly operation: string;
  readonly kind: FaultKind;
  readonly probability: number;
  readonly delay: number;
  remaining: number;
}

/** Creates an empty list of faults. */
export function createFaults(random: Random): Faults {
  const planned: PlannedFault[] = [];
  const injected: InjectedFault[] = [];

  function takeNext(operation: string): PlannedFault | undefined {
    const found = planned.find((one) => one.operation === operation && random.next() < one.probability);
    if (found === undefined) return undefined;
    found.remaining -= 1;
    injected.push({ operation, kind: found.kind });
    if (found.remaining <= 0) planned.splice(planned.indexOf(found), 1);
    return found;
  }

  return {
    add(operation, kind, { times, probability, delay = DEFAULT_DELAY_MS }) {
      checkFault(kind, { times, probability, delay });
      const remaining = times ?? (probability === undefined ? 1 : Infinity);
      if (remaining <= 0) return;
      planned.push({ operation, kind, probability: probability ?? 1, delay, remaining });
    },
    intercept(operation, signal, work) {
      const fault = takeNext(operation);
      return fault === undefined ? work() : injectFault(fault.kind, signal, work, fault.delay);
    },
    injected,
    clear() {
      planned.length = 0;
      injected.length = 0;
    },
  };
}

function checkFault(kind: FaultKind, { times = 0, probability = 0, delay = 0 }: FaultOptions): void {
  if (!FAULT_KINDS.includes(kind)) {
    throw new RangeError(`Unknown fault ${JSON.stringify(kind)}. Use one of ${FAULT_KINDS.join(', ')}.`);
  }
  if (!(times >= 0)) throw new RangeError(`times must be a non-negative number, got ${times}.`);
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be a number from 0 to 1, got ${probability}.`);
  }
  if (!(delay >= 0 && delay <= LONGEST_TIMER_MS)) {
    throw new RangeError(`delay must be a number of ms from 0 to ${LONGEST_TIMER_MS}, got ${delay}.`);
  }
}
