import type { Jobs, ListSource, Progress, SavePaths } from '@optimaldial/jobs';
import type { Order } from '../order.ts';

/** What a driver works with. */
export interface Shift {
  readonly order: Order;
  readonly random: () => number;
  /** Aborts when the worker has to stop. */
  readonly signal: AbortSignal;
  /** The jobs of each account. */
  readonly accounts: readonly Jobs[];
  readonly list: (key: string) => ListSource;
  readonly save: (key: string) => SavePaths;
  /** Reports an error, unless the worker stops. */
  readonly onError: (error: unknown, key: string | undefined) => void;
  /** Advances a job by one slice of random length. Reports what it throws. */
  readonly advance: (job: number) => Promise<Progress>;
  /** Counts a slice that the engine repeats. */
  readonly countRetry: () => void;
}

/** Works until it has to stop, or until all jobs have ended. */
export type Driver = (shift: Shift) => Promise<void>;

/** Longest time in ms until a job is looked at again. */
export const AGAIN_MS = 1500;
