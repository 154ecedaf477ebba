import type { Job } from '../job.ts';
import { toJob } from '../job-view.ts';
import type { JobRecord } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';
import { readParts } from './part-state.ts';

/** What users see of a job, with its parts. */
export async function viewOf(store: JobStore, record: JobRecord): Promise<Job> {
  return toJob(record, await readParts(store, record));
}
