import { keyHash } from '../key-hash.ts';
import { parseRecord } from '../parse-record.ts';
import { JOB_STATES, type JobRecord, type StoreRecord } from '../record.ts';
import { StoreError } from '../store-error.ts';
import type { JobStore, RecordQuery } from '../store.ts';
import { type Database, textIn } from './database.ts';
import { pageStatement, START } from './page-statement.ts';
import { putStatements, valuesOf } from './put-statements.ts';
import { runQuery, SERIALIZATION_FAILURE } from './run-query.ts';
import { quoteTable, type TableOptions } from './table.ts';

/** Number of records that `list` reads with one statement. */
const PAGE = 200;

/**
 * Creates a store in a PostgreSQL table, for any number of processes and machines. Create the table once
 * with `createTable`. Errors of the driver become a `StoreError` with their code.
 *
 * - Every call is one statement without session state, so poolers such as PgBouncer work in any mode. If
 *   `db` is a single client, don't use it inside of a transaction: a put would then not be durable.
 * - Times come from the clock of the server.
 * - Every query has an index, so its cost doesn't grow with the number of jobs that have ended. Only
 *   `summarize` reads an index of all jobs.
 * - A put is confirmed when the server has committed it. With `synchronous_commit = off`, or after a
 *   failover to an asynchronous replica, confirmed puts can be lost. A list that was sent in that time can
 *   then be sent and charged a second time. Use a synchronous replica to rule this out. Don't connect `db`
 *   to a replica.
 *
 * @param db a `Pool` or `Client` of `pg`, or any driver with such a `query`
 * @throws `TypeError` if `table` isn't a valid name
 */
export function postgresStore(db: Database, options: TableOptions = {}): JobStore {
  const table = quoteTable(options);
  const { insert, update } = putStatements(table);

  return {
    async now() {
      const rows = await runQuery(
        db,
        `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS now`,
        [],
      );
      return Number(textIn(rows[0], 'now'));
    },
    async get(key) {
      const rows = await runQuery(
        db,
        `SELECT record, version::text AS version FROM ${table} WHERE id = $1::text`,
        [keyHash(key)],
      );
      // At most one.
      return rows.map((row) => ({
        record: recordIn(row, table),
        version: Number(textIn(row, 'version')),
      }))[0];
    },
    async put(record, version) {
      const values = valuesOf(record);
      try {
        const rows =
          version === 0
            ? await runQuery(db, insert, values)
            : await runQuery(db, update, [...values, `${version}`]);
        return rows.length > 0;
      } catch (error) {
        // Sessions with a stricter isolation level report a lost race like this. Nothing was stored.
        if (error instanceof StoreError && error.cause === SERIALIZATION_FAILURE) return false;
        throw error;
      }
    },
    list,
    async summarize() {
      const rows = await runQuery(
        db,
        `SELECT state, count(*)::text AS count, min(created_at)::text AS oldest FROM ${table}
          WHERE kind = 'job' GROUP BY state`,
        [],
      );
      return JOB_STATES.flatMap((state) => {
        const row = rows.find((one) => textIn(one, 'state') === state);
        if (row === undefined) return [];
        return [{ state, count: Number(textIn(row, 'count')), oldest: Number(textIn(row, 'oldest')) }];
      });
    },
    async summarizeDays(since) {
      const rows = await runQuery(
        db,
        `SELECT day, sum(credits)::text AS credits FROM ${table}
          WHERE credits <> 0 AND day >= $1::text GROUP BY day HAVING sum(credits) <> 0 ORDER BY day`,
        [since],
      );
      return rows.map((row) => ({ day: textIn(row, 'day'), credits: Number(textIn(row, 'credits')) }));
    },
  };

  async function* list(query: RecordQuery = {}): AsyncGenerator<JobRecord, void, undefined> {
    const { states, after, limit = Infinity } = query;
    if (states?.length === 0) return;
    let cursor = after === undefined ? START : { ...START, id: keyHash(after) };
    // A record that becomes due later while it's listed would be listed again.
    const listed = new Set<string>();
    for (let left = Math.ceil(limit); left > 0;) {
      const page = Math.min(PAGE, left);
      const rows = await runQuery(db, ...pageStatement(table, query, cursor, page));
      for (const row of rows) {
        cursor = { id: textIn(row, 'id'), dueAt: query.dueBy === undefined ? '' : textIn(row, 'due') };
        const record = recordIn(row, table);
        if (record.kind !== undefined || listed.has(cursor.id)) continue;
        if (query.dueBy !== undefined) listed.add(cursor.id);
        left -= 1;
        yield record;
      }
      if (rows.length < page) return;
    }
  }
}

function recordIn(row: unknown, table: string): StoreRecord {
  const record = parseRecord(textIn(row, 'record'));
  if (record !== undefined) return record;
  throw new StoreError(
    `A row of the table ${table} does not contain the record of a job. Restore it from a backup. A job without a record is sent and charged again.`,
    { next: 'person' },
  );
}
