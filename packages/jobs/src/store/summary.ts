import type { JobState } from './record.ts';

/** The jobs of a store that are in one state. */
export interface StateSummary {
  readonly state: JobState;
  readonly count: number;
  /** When the oldest of them was created, in ms by the clock of the store. */
  readonly oldest: number;
}
