import type { JobStore } from '../store.ts';

/** One property of a store: it throws if the store doesn't have it. */
export interface Case {
  readonly name: string;
  /** Opens one more handle on a store that was empty at first. */
  readonly prove: (open: () => Promise<JobStore>) => Promise<void>;
}

/** Throws an error with `message` unless `condition` holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
