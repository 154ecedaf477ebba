/**
 * Rows of CSV files: {@link readRows} streams them, {@link joinRows} joins results with your own rows.
 *
 * @module
 */
export { joinRows, type JoinCounts, type JoinedRows, type JoinOptions, type Rows } from './join-rows.ts';
export { type CsvSource } from './open-source.ts';
export { readRows, type ReadRowsOptions } from './read-rows.ts';
export { type Row } from './row.ts';
