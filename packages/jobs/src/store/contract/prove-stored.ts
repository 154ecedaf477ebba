import type { JobRecord, StoreRecord } from '../record.ts';
import type { JobStore, RecordQuery } from '../store.ts';
import { check } from './case.ts';
import { differenceBetween } from './difference.ts';

/** Throws unless the store has exactly this record under its key. */
export async function proveStored(store: JobStore, record: StoreRecord, message?: string): Promise<void> {
  const found = await store.get(record.key);
  check(found !== undefined, message ?? 'get must find a record that was put.');
  const difference = differenceBetween(found.record, record, 'record');
  check(difference === undefined, message ?? `get must return what was put, but ${difference} differs.`);
}

/** Reads all that `list` returns. */
export async function listed(store: JobStore, query?: RecordQuery): Promise<JobRecord[]> {
  const records: JobRecord[] = [];
  for await (const record of store.list(query)) records.push(record);
  return records;
}

/**
 * Throws unless `list` returns exactly the records with these keys.
 *
 * @param keys in the order of their due times if the query has `dueBy`, else in any order
 * @param because added to the message
 */
export async function proveListed(
  store: JobStore,
  query: RecordQuery,
  keys: readonly string[],
  because = '',
): Promise<void> {
  const found = (await listed(store, query)).map(({ key }) => key);
  const [actual, expected] = query.dueBy === undefined ? [found.toSorted(), keys.toSorted()] : [found, keys];
  check(
    JSON.stringify(actual) === JSON.stringify(expected),
    `list(${JSON.stringify(query)}) must return ${named(expected)}, but it returned ${named(actual)}${because && `: ${because}`}.`,
  );
}

function named(keys: readonly string[]): string {
  if (keys.length === 0) return 'nothing';
  return keys.length <= 6 ? keys.map((key) => JSON.stringify(key)).join(', ') : `${keys.length} records`;
}
