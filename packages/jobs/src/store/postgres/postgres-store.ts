import { keyHash } from '../key-hash.ts';
import { parseRecord } from '../parse-record.ts';
import type { StoreRecord } from '../record.ts';
import { select } from '../select.ts';
import { StoreError } from '../store-error.ts';
import type { JobStore } from '../store.ts';
import { type Database, textIn } from './database.ts';
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
  // RETURNING, because drivers count affected rows in different ways.
  const insert = `INSERT INTO ${table} (id, key, state, version, record, updated_at)
    VALUES ($1::text, $2::text, $3::text, 1, $4::text, clock_timestamp())
    ON CONFLICT DO NOTHING RETURNING version::text AS version`;
  const update = `UPDATE ${table} SET key = $2::text, state = $3::text, version = version + 1,
    record = $4::text, updated_at = clock_timestamp()
    WHERE id = $1::text AND version = $5::integer RETURNING version::text AS version`;

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
        `SELECT record::text AS record, version::text AS version FROM ${table} WHERE id = $1::text`,
        [keyHash(key)],
      );
      const [row] = rows;
      if (row === undefined) return undefined;
      return { record: recordIn(row, table), version: Number(textIn(row, 'version')) };
    },
    async put(record, version) {
      const values = [
        keyHash(record.key),
        storable(record.key),
        record.kind ?? record.state,
        JSON.stringify(record),
      ];
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
    list: (query) => select(all(), query),
  };

  async function* all(): AsyncGenerator<StoreRecord, void, undefined> {
    let after = '';
    for (;;) {
      const rows = await runQuery(
        db,
        `SELECT id, record::text AS record FROM ${table} WHERE id > $1::text ORDER BY id LIMIT ${PAGE}`,
        [after],
      );
      for (const row of rows) yield recordIn(row, table);
      if (rows.length < PAGE) return;
      after = textIn(rows.at(-1), 'id');
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

/** The key for people who read the table: PostgreSQL can't store NUL and lone surrogates. */
function storable(key: string): string {
  return key.replaceAll(/[\0\p{Cs}]/gu, '\uFFFD');
}
