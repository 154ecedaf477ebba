import { StoreError } from '../store-error.ts';
import type { Database } from './database.ts';

/** SQLSTATEs of a lost race with a stricter isolation level. Nothing was stored. */
export const SERIALIZATION_FAILURE = '40001';
const UNDEFINED_TABLE = '42P01';
const READ_ONLY = '25006';
/**
 * SQLSTATEs that pass. Classes: connection, rollback, resources, operator intervention. A failover makes the server
 * read-only for a while, locks can time out, and poolers report what they lack as XX000.
 */
const TEMPORARY = /^(08|40|53|57|25006|55P03|XX000)/;
/** No class of PostgreSQL starts with an E, but some codes of Node.js look like one, such as EPIPE. */
const SQLSTATE = /^(?!E)[\dA-Z]{5}$/;

/**
 * Runs a statement.
 *
 * @throws StoreError without the text of the driver, which can contain values. `next` is `retry` unless the
 *   server refuses the statement
 */
export async function runQuery(db: Database, text: string, values: string[]): Promise<readonly unknown[]> {
  try {
    return (await db.query(text, values)).rows;
  } catch (error) {
    const code = codeOf(error);
    const isRefused = code !== undefined && SQLSTATE.test(code) && !TEMPORARY.test(code);
    const advice =
      code === UNDEFINED_TABLE
        ? 'Create the table once with `createTable(db)`.'
        : code === READ_ONLY
          ? 'The server is read-only, such as a replica. Connect to the primary, then try again.'
          : isRefused
            ? 'Look up the code in the documentation of PostgreSQL.'
            : 'Check that the server is running and reachable, then try again.';
    throw new StoreError(
      `PostgreSQL could not run a statement of the store (${code ?? nameOf(error)}). ${advice}`,
      { next: isRefused ? 'person' : 'retry', cause: code },
    );
  }
}

/** SQLSTATE of an error of PostgreSQL, or the code of a connection error. */
function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[\w.]{1,40}$/.test(code) ? code : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
