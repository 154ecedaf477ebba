import type { DaySummary, StateSummary } from './summary.ts';
import type { JobRecord, JobState, StoreRecord } from './record.ts';

/** A record, and the version that `put` has to name to replace it. */
export interface StoredRecord<Kind extends StoreRecord = StoreRecord> {
  readonly record: Kind;
  /** 1 for the first version of a record; each `put` adds 1. */
  readonly version: number;
}

/** Which records `list` returns: those that fit all properties. */
export interface RecordQuery {
  /** Only jobs in one of these states. */
  readonly states?: readonly JobState[] | undefined;
  /**
   * Only jobs that are due then or earlier, the earliest first: time in ms, by the clock of the store.
   * `facetsOf` says when a record is due.
   */
  readonly dueBy?: number | undefined;
  /** Only the jobs whose upload has this ID. */
  readonly upload?: string | undefined;
  /** Only jobs, not the parts of long lists. */
  readonly withoutParts?: boolean | undefined;
  /**
   * Only records behind the one with this key, in the order of the store, also if that one no longer fits. Not
   * together with `dueBy`.
   */
  readonly after?: string | undefined;
  /** At most so many records. */
  readonly limit?: number | undefined;
}

/**
 * Where jobs are stored: four methods over JSON records with a key. Test a store of your own with `storeContract`
 * from `@optimaldial/jobs/contract`.
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
  put(record: StoreRecord, version: number): Promise<boolean>;
  /**
   * Reads jobs and their parts, but no ledgers: each once, as they are now. With `dueBy`, they are ordered by
   * when they are due; otherwise in any order that doesn't change, for example that of the keys. A store without
   * an index can use `select`.
   *
   * @param query which of them. Default: all
   */
  list(query?: RecordQuery): AsyncIterable<JobRecord>;
  /** Counts the jobs, without their parts. Optional: without it, all records are listed and counted. */
  summarize?(): Promise<readonly StateSummary[]>;
  /**
   * Adds up the credits of each day that jobs and parts were charged for. Optional, as `summarize`.
   *
   * @param since the first day in UTC, such as `2026-11-26`
   * @returns the days on which lists were charged
   */
  summarizeDays?(since: string): Promise<readonly DaySummary[]>;
}
