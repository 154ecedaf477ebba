/**
 * Stores jobs in a folder. Start with {@link fileStore}.
 *
 * @module
 */
export { fileStore } from './file-store.ts';
export { StoreError, type StoreErrorOptions } from '../store-error.ts';
export type { JobStore, RecordQuery, StoredRecord } from '../store.ts';
