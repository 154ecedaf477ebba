import type { JobRecord } from './record.ts';

/** A record, and the version that `put` has to name to replace it. */
export interface StoredRecord {
  readonly record: JobRecord;
  /** 1 for the first version of a record; each `put` adds 1. */
  readonly version: number;
}

/**
 * Where jobs are stored: four methods over JSON records with a key. A store of your own can be proven with
 * `storeContract` from `@optimaldial/jobs/contract`.
 *
 * Safety depends on two properties: `put` is a compare-and-set over all processes, and what `put` has
 * confirmed survives a crash.
 */
export interface JobStore {
  /** The current time in ms since 1970, by the one clock that all processes of this store share. */
  now(): Promise<number>;
  /** Reads the newest confirmed version of a record; `undefined` if it doesn't exist. */
  get(key: string): Promise<StoredRecord | undefined>;
  /**
   * Stores a record if the current version is still `version`. Resolves once the record is durable.
   *
   * @param version the version to replace; 0 if the record must not exist yet
   * @returns whether it was stored; `false` if another process was faster. The new version is `version + 1`
   */
  put(record: JobRecord, version: number): Promise<boolean>;
  /** Reads all records, in no particular order. */
  list(): AsyncIterable<JobRecord>;
}
