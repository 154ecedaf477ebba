import type { JobStore, StoredRecord } from './store.ts';

/** Reads the record of a job that was reserved. @throws Error if someone has deleted it */
export async function readRecord(store: JobStore, key: string): Promise<StoredRecord> {
  const stored = await store.get(key);
  if (stored !== undefined) return stored;
  throw new Error(`Job ${JSON.stringify(key)} was deleted from the store.`);
}
