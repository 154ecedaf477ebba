import { Severed } from '../severed.ts';
import type { Random } from './random.ts';

/**
 * How a call can go wrong: the connection breaks before anything is done (`reset`), or after it was done
 * (`reset-after-commit`); it is done and never answered (`timeout`), answered late (`slow`), or with half
 * of its body (`truncate`).
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Every way in which a call can go wrong. */
export const FAULT_KINDS = ['reset', 'reset-after-commit', 'timeout', 'slow', 'truncate'] as const;

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
    const found = waiting.find((one) => one.operation === operation && random.next() < one.probability);
    if (found === undefined) return undefined;
    found.left -= 1;
    // What has struck for the last time is kept no longer.
    if (found.left <= 0) waiting.splice(waiting.indexOf(found), 1);
    return found;
  }

  return {
    add(operation, kind, { times, probability, delay = DELAY_MS }) {
      const left = times ?? (probability === undefined ? 1 : Infinity);
      if (left <= 0) return;
      waiting.push({ operation, kind, probability: probability ?? 1, delay, left });
    },
    around(operation, work) {
      const fault = strike(operation);
      return fault === undefined ? work() : goWrong(fault.kind, work, fault.delay);
    },
    clear() {
      waiting.length = 0;
    },
  };
}

/**
 * Carries out a call, and lets it go wrong.
 *
 * @param delay how late `slow` is, in ms
 */
export async function goWrong(
  kind: FaultKind,
  work: () => Promise<Response>,
  delay = DELAY_MS,
): Promise<Response> {
  if (kind === 'reset') throw new Severed();
  const response = await work();
  if (kind === 'reset-after-commit') throw new Severed();
  if (kind === 'timeout') return new Promise(() => undefined);
  if (kind === 'truncate') {
    const bytes = await response.arrayBuffer();
    return new Response(bytes.slice(0, bytes.byteLength / 2), response);
  }
  await new Promise((resolve) => void setTimeout(resolve, delay));
  return response;
}
