import type { RecordQuery } from '../store.ts';

/** The last row of the page before: the next one begins behind it. */
export interface Cursor {
  readonly id: string;
  /** Only used if the query has `dueBy`. */
  readonly dueAt: string;
}

/** Before the first row. */
export const START: Cursor = { id: '', dueAt: '-Infinity' };

/** Makes the statement that reads the next records that fit a query. */
export function pageStatement(
  table: string,
  { states, dueBy, upload, withoutParts = false }: RecordQuery,
  cursor: Cursor,
  limit: number,
): [text: string, values: string[]] {
  const values: string[] = [];
  const parameter = (value: string | number, type = 'text'): string => `$${values.push(`${value}`)}::${type}`;
  const conditions = [withoutParts ? `kind = 'job'` : `kind <> 'ledger'`];
  if (upload !== undefined) conditions.push(`upload_id = ${parameter(upload)}`);
  if (dueBy === undefined) {
    conditions.push(`id > ${parameter(cursor.id)}`);
  } else {
    conditions.push(
      `due_at <= ${parameter(dueBy, 'float8')}`,
      `(due_at, id) > (${parameter(cursor.dueAt, 'float8')}, ${parameter(cursor.id)})`,
    );
  }
  const inState = [...new Set(states)].map((state) => `state = ${parameter(state)}`);
  // An index is in the order of IDs only within one state. If the statement asked for several ones, the server
  // would sort all their records for each page.
  const branches = dueBy === undefined ? inState : [`(${inState.join(' OR ') || 'true'})`];
  const end = `ORDER BY ${dueBy === undefined ? 'id' : 'due_at, id'} LIMIT ${limit}`;
  const selects = (branches.length === 0 ? ['true'] : branches).map(
    (branch) =>
      `SELECT id, due_at, due_at::text AS due, record FROM ${table} WHERE ${[branch, ...conditions].join(' AND ')} ${end}`,
  );
  return [selects.length === 1 ? selects.join('') : `(${selects.join(') UNION ALL (')}) ${end}`, values];
}
