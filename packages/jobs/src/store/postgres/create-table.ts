import type { Database } from './database.ts';
import { runQuery } from './run-query.ts';
import { quoteTable, type TableOptions } from './table.ts';

/** Any number that other programs are unlikely to lock. */
const LOCK = 7_220_451_968;

/**
 * Creates the table of a {@link postgresStore} and its indexes if it's missing. Any number of processes can
 * call this at the same time. The schema must exist.
 *
 * @throws StoreError for example without permission to create tables
 */
export async function createTable(db: Database, options: TableOptions = {}): Promise<void> {
  const table = quoteTable(options);
  // Two sessions that create the same table fail in several ways, also with IF NOT EXISTS. With the lock, the
  // second one finds the table. It ends with the statement, so this also works behind a pooler of transactions.
  // Someone who may not create tables can use an existing one.
  //
  // The columns from `kind` to `credits` are the facets of the record, with times as numbers of JavaScript.
  // Indexes have no names here, because a name that is cut to 63 characters may exist.
  //
  // Every put of a job that has not ended changes `due_at`, and so adds an entry to each index of its row. The
  // outdated entries have to be removed often, and not when they are 20 % of a table of ended jobs.
  const statement = `DO $create$ BEGIN
  IF to_regclass('${table}') IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(${LOCK});
  CREATE TABLE ${table} (
    id text COLLATE "C" PRIMARY KEY,
    key text,
    kind text NOT NULL,
    state text,
    due_at double precision,
    upload_id text,
    created_at double precision,
    day text COLLATE "C",
    credits double precision NOT NULL,
    record text NOT NULL,
    version integer NOT NULL,
    updated_at timestamptz NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0.01);
  CREATE INDEX ON ${table} (due_at, id) WHERE due_at IS NOT NULL;
  CREATE INDEX ON ${table} (upload_id, id) WHERE upload_id IS NOT NULL;
  CREATE INDEX ON ${table} (state, id) INCLUDE (kind, created_at);
  CREATE INDEX ON ${table} (day, credits) WHERE credits <> 0;
EXCEPTION WHEN duplicate_table THEN RETURN;
END $create$`;
  await runQuery(db, statement, []);
}
