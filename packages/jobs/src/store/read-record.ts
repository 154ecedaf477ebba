import type { JobRecord } from './record.ts';
import { getJob } from './get-job.ts';
import type { JobStore, StoredRecord } from './store.ts';

/** Reads the record of a job that was reserved. @throws Error if someone has deleted it */
export async function readRecord(store: JobStore, key: string): Promise<StoredRecord<JobRecord>> {
  const stored = await getJob(store, key);
  if (stored !== undefined) return stored;
  throw new Error(`Job ${JSON.stringify(key)} was deleted from the store.`);
}
