/**
 * Durable jobs: paid lists that survive crashes, retries and several workers. Start with {@link createJobs}.
 *
 * @module
 */
export { createJobs } from './create-jobs.ts';
export type { Jobs } from './jobs.ts';
export type {
  AddOptions,
  AdvanceOptions,
  BudgetOptions,
  Decision,
  JobsOptions,
  ListOptions,
  RunOptions,
} from './options.ts';
export type { FleetOptions } from './fleet/fleet-options.ts';
export type { Sweep, SweepOptions } from './fleet/sweep.ts';
export type { UploadEvent, Woken } from './fleet/wake.ts';
export type { JobSummary, StateCount } from './fleet/summary.ts';
export type { Job, Progress } from './job.ts';
export { JobError } from './job-error.ts';
export { BudgetError } from './budget/budget-error.ts';
export type { BudgetState } from './budget/state.ts';
export { seenEvents, type SeenEventsOptions } from './events/seen-events.ts';
export type { FileList, JobList, ListSource } from './list/job-list.ts';

export { memoryStore, type MemoryStoreOptions } from './store/memory-store.ts';
export { StoreError, type StoreErrorOptions } from './store/store-error.ts';

// Stores, for implementations of your own.
export { facetsOf, type Facets } from './store/facets.ts';
export { select } from './store/select.ts';
export type { DaySummary, StateSummary } from './store/summary.ts';
export type { JobStore, RecordQuery, StoredRecord } from './store/store.ts';
export type {
  Candidate,
  JobRecord,
  JobState,
  Lease,
  LedgerRecord,
  ListFacts,
  Mark,
  Reservation,
  ReviewReason,
  SavePaths,
  StoreRecord,
} from './store/record.ts';
