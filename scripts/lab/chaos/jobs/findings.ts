import type { Comparison } from './compare.ts';
import type { Casualties } from './crew/crew.ts';
import type { DriverKind } from './crew/order.ts';
import type { Variant } from './store/broken-stores.ts';
import type { StoreKind } from '@optimaldial/jobs-lab/stores';

/** The size of a hunt. */
export interface Plan {
  readonly seed: number;
  readonly jobs: number;
  readonly workers: number;
  /** How often each seam must kill a worker. */
  readonly atLeast: number;
  readonly store: StoreKind;
  readonly driver: DriverKind;
  readonly variant?: Variant | undefined;
  /** Longest time for the jobs to end, in ms. */
  readonly limit: number;
}

/** The result of a hunt. */
export interface Findings extends Omit<Casualties, 'thrown'>, Omit<Comparison, 'failed'> {
  readonly jobs: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly uploads: number;
  /** How often the database was killed. */
  readonly databaseKills: number;
  /** Errors of the store while its database was down. */
  readonly outageErrors: number;
  /** How often the engine continued a job whose worker had died. */
  readonly recovered: number;
  /** Jobs that the engine gave up. */
  readonly givenUp: number;
  /** Errors that `advance` threw at other times, and workers that died otherwise. */
  readonly thrown: readonly string[];
  /** Jobs whose results aren't those of an undisturbed run. */
  readonly wrongResults: number;
  readonly reviewed: number;
  /** Requests that create an upload, sent by an undisturbed worker after all jobs have ended. */
  readonly postsAfterwards: number;
  /** Files that the undisturbed worker left. */
  readonly filesLeft: readonly string[];
  readonly seconds: number;
}
