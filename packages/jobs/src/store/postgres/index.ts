/**
 * Stores jobs in PostgreSQL. Start with {@link postgresStore}.
 *
 * @module
 */
export { createTable } from './create-table.ts';
export type { Database } from './database.ts';
export { postgresStore } from './postgres-store.ts';
export type { TableOptions } from './table.ts';
export { StoreError, type StoreErrorOptions } from '../store-error.ts';
export type { JobStore, RecordQuery, StoredRecord } from '../store.ts';
