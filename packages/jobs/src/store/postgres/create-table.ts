import type { Database } from './database.ts';
import { runQuery } from './run-query.ts';
import { quoteTable, type TableOptions } from './table.ts';

/** Any number that other programs are unlikely to lock. */
const LOCK = 7_220_451_968;

/**
 * Creates the table of a {@link postgresStore} if it's missing. Any number of processes can call this at the
 * same time. The schema must exist.
 *
 * @throws StoreError for example without permission to create tables
 */
export async function createTable(db: Database, options: TableOptions = {}): Promise<void> {
  const table = quoteTable(options);
  // IF NOT EXISTS alone fails if two sessions create the table at the same time, or may not create tables.
  // The lock ends with the statement, so this also works behind a pooler of transactions.
  const statement = `DO $create$ BEGIN
  IF to_regclass('${table}') IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(${LOCK});
  CREATE TABLE IF NOT EXISTS ${table} (
    id text COLLATE "C" PRIMARY KEY,
    key text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    record text NOT NULL,
    updated_at timestamptz NOT NULL
  );
END $create$`;
  await runQuery(db, statement, []);
}
