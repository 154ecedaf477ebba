import { facetsOf } from '../facets.ts';
import { keyHash } from '../key-hash.ts';
import type { StoreRecord } from '../record.ts';

/** The columns that a put writes, and their types. */
const COLUMNS = {
  id: 'text',
  key: 'text',
  kind: 'text',
  state: 'text',
  due_at: 'float8',
  upload_id: 'text',
  created_at: 'float8',
  day: 'text',
  credits: 'float8',
  record: 'text',
};

/** The values of {@link COLUMNS}, in their order. Parameters can't be null, so an empty one means null. */
export function valuesOf(record: StoreRecord): string[] {
  const { kind, dueAt = '', upload = '', day = '', credits } = facetsOf(record);
  const { state, createdAt } = record.kind === undefined ? record : { state: '', createdAt: '' };
  const values = [keyHash(record.key), record.key, kind, state, dueAt, upload, createdAt, day, credits];
  return [...values.map((value) => storable(`${value}`)), JSON.stringify(record)];
}

/** The statements of a put. They return a row if they have stored the record. */
export function putStatements(table: string): { readonly insert: string; readonly update: string } {
  const names = Object.keys(COLUMNS).join(', ');
  const values = Object.values(COLUMNS)
    .map((type, index) => `nullif($${index + 1}::text, '')::${type}`)
    .join(', ');
  const version = Object.keys(COLUMNS).length + 1;
  // RETURNING, because drivers count affected rows in different ways.
  return {
    insert: `INSERT INTO ${table} (${names}, version, updated_at) VALUES (${values}, 1, clock_timestamp())
      ON CONFLICT DO NOTHING RETURNING version::text AS version`,
    update: `UPDATE ${table} SET (${names}) = (${values}), version = version + 1, updated_at = clock_timestamp()
      WHERE id = $1::text AND version = $${version}::integer RETURNING version::text AS version`,
  };
}

/** PostgreSQL can't store NUL and lone surrogates. The key is only for people who read the table. */
function storable(text: string): string {
  return text.replaceAll(/[\0\p{Cs}]/gu, '\uFFFD');
}
