import type { Upload, ErrorJson } from '@optimaldial/client';
import type { Candidate, JobState, ReviewReason, SavePaths } from './store/record.ts';

/** A job: a list that is sent and paid once. */
export interface Job {
  readonly key: string;
  readonly state: JobState;
  /** The upload as last retrieved; `undefined` until it is known. */
  readonly upload: Upload | undefined;
  /** The last error, as JSON, or why the job failed or needs review; `undefined` after a success. */
  readonly error: ErrorJson | undefined;
  /** Why the job needs review. */
  readonly reason: ReviewReason | undefined;
  /** Uploads that may belong to the job, if it needs review. */
  readonly candidates: readonly Candidate[];
  /** Absolute paths of the saved files, by kind. */
  readonly saved: SavePaths;
  /** The parts of a list that exceeds the limits of one upload; empty for one upload. */
  readonly parts: readonly Job[];
  /** In ms since 1970, by the clock of the store. */
  readonly createdAt: number;
  /** In ms since 1970, by the clock of the store. */
  readonly updatedAt: number;
}

/** A job after `advance`. */
export interface Progress extends Job {
  /** Whether the job is `done` or `failed`. */
  readonly done: boolean;
  /** When to call `advance` again, in ms from now; 0 if the job has ended. */
  readonly again: number;
}
