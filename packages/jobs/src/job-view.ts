import type { Job } from './job.ts';
import { jobErrorOf } from './job-error.ts';
import type { JobRecord } from './store/record.ts';

/** What users see of a record, and of the records of its parts. */
export function toJob(record: JobRecord, parts: readonly JobRecord[] = []): Job {
  const { key, state, upload, error, reason, candidates = [], saved = {}, createdAt, updatedAt } = record;
  const views = parts.map((part) => toJob(part));
  const job = { key, state, upload, error, reason, candidates, saved, parts: views, createdAt, updatedAt };
  return { ...job, error: error ?? jobErrorOf(job)?.toJSON() };
}
