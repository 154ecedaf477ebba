import type { JobState } from './record.ts';

/** The jobs of a store that are in one state. */
export interface StateSummary {
  readonly state: JobState;
  readonly count: number;
  /** When the oldest of them was created, in ms by the clock of the store. */
  readonly oldest: number;
}

/** What the lists that were sent on one day have cost so far. */
export interface DaySummary {
  /** The day in UTC by the clock of the store, such as `2026-11-26`. */
  readonly day: string;
  /** Credits that were charged, less those that were refunded. */
  readonly credits: number;
}
