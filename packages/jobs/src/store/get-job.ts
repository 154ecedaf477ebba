import type { JobRecord } from './record.ts';
import type { JobStore, StoredRecord } from './store.ts';

/** Reads the record of a job, or of a part; `undefined` if it doesn't exist. */
export async function getJob(store: JobStore, key: string): Promise<StoredRecord<JobRecord> | undefined> {
  const stored = await store.get(key);
  if (stored === undefined) return undefined;
  const { record, version } = stored;
  if (record.kind === undefined) return { record, version };
  throw new Error(`The store returned another record than that of job ${JSON.stringify(key)}.`);
}
