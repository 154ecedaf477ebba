import type { JobRecord } from '../record.ts';
import type { JobStore } from '../store.ts';
import { check } from './case.ts';
import { differenceBetween } from './difference.ts';

/** Throws unless the store has exactly this record under its key. */
export async function proveStored(store: JobStore, record: JobRecord, message?: string): Promise<void> {
  const found = await store.get(record.key);
  check(found !== undefined, message ?? 'get must find a record that was put.');
  const difference = differenceBetween(found.record, record, 'record');
  check(difference === undefined, message ?? `get must return what was put, but ${difference} differs.`);
}

/** Reads all that `list` returns. */
export async function listed(store: JobStore): Promise<JobRecord[]> {
  const records: JobRecord[] = [];
  for await (const record of store.list()) records.push(record);
  return records;
}
