import type { Account } from '../server/server.ts';
import type { Variant } from '../store/broken-stores.ts';
import type { StoreAddress } from '@optimaldial/jobs-lab/stores';

/** What advances jobs in a worker: a loop of the hunt, `jobs.work`, or an engine. */
export type DriverKind = 'loop' | 'work' | 'dbos' | 'bullmq';

/** What a worker is started with. */
export interface Order {
  readonly seed: number;
  /** Number of the worker in its crew, which it keeps when it is started again. */
  readonly slot: number;
  readonly driver: DriverKind;
  readonly jobs: number;
  /** The jobs that are known to have ended. */
  readonly ended: readonly number[];
  /** The first job that isn't known to be stored. */
  readonly missing: number;
  /** When the hunt began, by `Date.now()`. */
  readonly began: number;
  /** Number of jobs that it works on at the same time. */
  readonly lanes: number;
  readonly store: StoreAddress;
  readonly variant: Variant | undefined;
  readonly accounts: readonly Account[];
  /** How long an ambiguous request is searched for, in ms. */
  readonly settle: number;
  /** Folder of the lists. */
  readonly lists: string;
  /** Folder of the results. */
  readonly results: string;
  /** Folder of compiled code. */
  readonly cache: string;
  /** Number of seams that it passes before the first one that can end it. */
  readonly fuse: number;
  readonly odds: Odds;
}

/** The probability to be killed, by seam. */
export type Odds = Readonly<Record<string, number>>;

/** An error that a worker saw. */
export interface Thrown {
  readonly text: string;
  /** By `Date.now()`. */
  readonly at: number;
  /** Whether the store couldn't be reached. */
  readonly isOutage: boolean;
}

/** What a worker reports. */
export interface Report {
  /** How often it passed each seam since the last report. */
  readonly passed: Readonly<Record<string, number>>;
  readonly thrown: readonly Thrown[];
  /** How often the engine repeated a slice because it had thrown. */
  readonly retries: number;
}
