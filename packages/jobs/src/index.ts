/**
 * Durable jobs: paid lists that survive crashes, retries and several workers. Start with {@link createJobs}.
 *
 * @module
 */
export type {
  Candidate,
  ErrorJson,
  JobRecord,
  JobState,
  Lease,
  ListFacts,
  Mark,
  ReviewReason,
} from './store/record.ts';
export type { JobStore, StoredRecord } from './store/store.ts';
export { memoryStore, type MemoryStoreOptions } from './store/memory-store.ts';
export { StoreError, type StoreErrorOptions } from './store/store-error.ts';
