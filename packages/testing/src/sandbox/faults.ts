import { Severed } from '../severed.ts';
import type { Random } from './random.ts';

/**
 * How a call can go wrong: the connection breaks before anything is done (`reset`), or after it was done
 * (`reset-after-commit`); it is done and never answered (`timeout`), answered late (`slow`), or with half
 * of its body (`truncate`).
 */
export type FaultKind = 'reset' | 'reset-after-commit' | 'timeout' | 'slow' | 'truncate';

/** How often a fault strikes. */
export interface FaultOptions {
  /** For so many calls. Default: 1, or all where a probability is given. */
  readonly times?: number | undefined;
  /** For this share of the calls, from 0 to 1, by the sandbox's seed. Default: 1. */
  readonly probability?: number | undefined;
  /** How late `slow` is, in ms. Default: 5,000. */
  readonly delay?: number | undefined;
}

/** The faults that wait for calls. */
export interface Faults {
  add(operation: string, kind: FaultKind, options: FaultOptions): void;
  /** Carries out a call, with the fault that strikes it, if one does. */
  around(operation: string, work: () => Promise<Response>): Promise<Response>;
  clear(): void;
}

interface Waiting {
  readonly operation: string;
  readonly kind: FaultKind;
  readonly probability: number;
  readonly delay: number;
  left: number;
}

const DELAY_MS = 5000;

/** Makes an empty list of faults. */
export function createFaults(random: Random): Faults {
  const waiting: Waiting[] = [];

  function strike(operation: string): Waiting | undefined {
    const found = waiting.find(
      (one) => one.operation === operation && one.left > 0 && random.next() < one.probability,
    );
    if (found !== undefined) found.left -= 1;
    return found;
  }

  return {
    add(operation, kind, { times, probability, delay = DELAY_MS }) {
      const left = times ?? (probability === undefined ? 1 : Infinity);
      waiting.push({ operation, kind, probability: probability ?? 1, delay, left });
    },
    async around(operation, work) {
      const fault = strike(operation);
      if (fault?.kind === 'reset') throw new Severed();
      const response = await work();
      if (fault === undefined) return response;
      if (fault.kind === 'reset-after-commit') throw new Severed();
      if (fault.kind === 'timeout') return new Promise(() => undefined);
      if (fault.kind === 'truncate') {
        const text = await response.text();
        return new Response(text.slice(0, text.length / 2), response);
      }
      await new Promise((resolve) => void setTimeout(resolve, fault.delay));
      return response;
    },
    clear() {
      waiting.length = 0;
    },
  };
}
