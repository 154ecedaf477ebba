import type { CallOptions, Client } from '@optimaldial/client';
import type { ListSource } from '../list/job-list.ts';
import type { Budget } from '../budget/budget.ts';
import type { SavePaths } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';

/** What every step of the protocol needs. Times in ms. */
export interface Context {
  readonly client: Client;
  readonly store: JobStore;
  /** How long an ambiguous request is searched for. */
  readonly settle: number;
  /** How long a worker may be silent. */
  readonly lease: number;
  /** `undefined` if spending isn't limited. */
  readonly budget: Budget | undefined;
}

/** What a caller wants from one job. */
export interface Task {
  readonly key: string;
  /** `undefined` if the caller has no list: then it must have been sent already. */
  readonly source: ListSource | undefined;
  readonly maxCredits: number | undefined;
  readonly save: SavePaths;
  readonly signal: AbortSignal | undefined;
  /** Ends the slice after the step in progress. Unlike `signal`, it interrupts no request. */
  readonly stop?: AbortSignal | undefined;
  /** Options of the requests that only read. */
  readonly reads: CallOptions;
  /**
   * Whether a job that was never sent may be taken over from another base URL: the caller named it and its list.
   */
  readonly canMove?: boolean | undefined;
  /** Key of the job that this one is a part of. */
  readonly partOf?: string | undefined;
}

/** A signal that aborts with that of a task, or with another one. */
export function withSignal({ signal }: Task, other: AbortSignal): AbortSignal {
  return signal === undefined ? other : AbortSignal.any([signal, other]);
}
