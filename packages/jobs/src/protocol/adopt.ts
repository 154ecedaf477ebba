import type { Upload } from '@optimaldial/client';
import { getJob } from '../store/get-job.ts';
import type { Candidate, JobRecord } from '../store/record.ts';
import type { Context } from './context.ts';
import { hasToken } from './search.ts';

/**
 * Stores the upload that a request returned. The upload exists even if another worker has the lease, so it is
 * stored without one. If the job already has another upload, a person has to choose.
 */
export async function adopt({ store }: Context, key: string, token: string, upload: Upload): Promise<void> {
  for (;;) {
    const stored = await getJob(store, key);
    // Another token: the key was deleted from the store and used again.
    if (stored?.record.token !== token) return;
    const changed = withUpload(stored.record, upload);
    if (changed === undefined) return;
    if (await store.put({ ...changed, updatedAt: await store.now() }, stored.version)) return;
  }
}

/** Adds an upload to a record. Returns `undefined` if the record already has it. */
function withUpload(record: JobRecord, upload: Upload): JobRecord | undefined {
  const { reason, candidates = [] } = record;
  // The candidates of `no_proof` are any uploads; the others were created for this job.
  const others = reason === 'no_proof' ? [] : [...candidates];
  if (record.upload !== undefined) others.push(toCandidate(record.upload));
  if (others.some(({ id }) => id === upload.id)) return undefined;
  if (others.length === 0) return { ...record, ...submitted(record, upload) };
  return {
    ...record,
    dueAt: undefined,
    state: 'needs_review',
    reason: 'sent_twice',
    candidates: [...others, toCandidate(upload)],
    upload: undefined,
  };
}

/** The changes of a record whose upload is known. */
export function submitted(record: JobRecord, upload: Upload): Partial<JobRecord> {
  return {
    state: 'submitted',
    dueAt: undefined,
    upload,
    organization: upload.organization_id ?? record.organization,
    echoed: hasToken(upload, record.token),
    error: undefined,
    reason: undefined,
    candidates: undefined,
  };
}

/** What a person needs to recognize an upload. */
export function toCandidate({ id, status, created_at }: Upload): Candidate {
  return { id, status, created_at };
}
