import { getJob } from './store/get-job.ts';
import { InvalidInputError } from '@optimaldial/client';
import { charge, closeIfOver, forgetJob } from './budget/close.ts';
import type { Job } from './job.ts';
import { toJob } from './job-view.ts';
import type { Decision } from './options.ts';
import { submitted } from './protocol/adopt.ts';
import type { Context } from './protocol/context.ts';
import { readParts } from './parts/part-state.ts';
import { viewOf } from './parts/view.ts';
import type { JobRecord } from './store/record.ts';
import type { JobStore } from './store/store.ts';

/** Stores a person's decision about a job. */
export async function resolveJob(context: Context, key: string, decision: Decision): Promise<Job> {
  const { store, budget } = context;
  for (;;) {
    const stored = await getJob(store, key);
    if (stored === undefined) {
      throw new InvalidInputError(`Job ${JSON.stringify(key)} isn't in this store. Check the key.`);
    }
    const { record, version } = stored;
    if (record.parts !== undefined) {
      await resolveJob(context, await partToReview(store, record), decision);
      return viewOf(store, record);
    }
    const changes = await changesFor(context, record, decision);
    const { reservation } = record;
    const now = await store.now();
    const changed = { ...record, ...changes, updatedAt: now, dueAt: undefined, lease: undefined };
    if (!(await store.put(changed, version))) continue;
    if (decision === 'resend' && reservation !== undefined) await charge(store, reservation, 0);
    if (decision === 'abandon') {
      if (reservation !== undefined) await closeIfOver(store, reservation);
      if (budget !== undefined) await forgetJob(store, budget, key);
    }
    return toJob(changed);
  }
}

/** The key of the only part that needs review. */
async function partToReview(store: JobStore, record: JobRecord): Promise<string> {
  const parts = await readParts(store, record);
  const [part, ...others] = parts.filter(({ state }) => state === 'needs_review');
  if (part !== undefined && others.length === 0) return part.key;
  throw new InvalidInputError(
    part === undefined
      ? `No part of job ${JSON.stringify(record.key)} needs review.`
      : `Several parts of job ${JSON.stringify(record.key)} need review. Resolve each by its own key: ${[part, ...others].map(({ key }) => JSON.stringify(key)).join(', ')}.`,
  );
}

/** @throws InvalidInputError if another job has the upload: it can't be the list of this one, too */
async function checkFree({ store }: Context, { key }: JobRecord, id: string): Promise<void> {
  for await (const other of store.list({ upload: id })) {
    if (other.key === key) continue;
    throw new InvalidInputError(
      `Upload ${id} belongs to job ${JSON.stringify(other.key)}. Adopt another one, or decide \`'resend'\` or \`'abandon'\`.`,
    );
  }
}

async function changesFor(
  context: Context,
  record: JobRecord,
  decision: Decision,
): Promise<Partial<JobRecord>> {
  const { key, state, reason } = record;
  const nothing = { error: undefined, reason: undefined, candidates: undefined };
  if (decision === 'abandon') {
    if (state === 'reserved' || state === 'needs_review') return { ...nothing, state: 'failed' };
    throw new InvalidInputError(
      `Job ${JSON.stringify(key)} is ${state}, so it can't be abandoned. To stop an upload, use \`uploads.cancel\`.`,
    );
  }
  if (state !== 'needs_review') {
    throw new InvalidInputError(`Job ${JSON.stringify(key)} is ${state} and doesn't need review.`);
  }
  if (decision === 'resend') {
    if (reason === 'no_proof')
      return { ...nothing, state: 'reserved', sentAt: undefined, reservation: undefined };
    throw new InvalidInputError(
      `Uploads of job ${JSON.stringify(key)} exist, so its list can't be resent. Adopt one of them.`,
    );
  }
  if (typeof decision !== 'object' || typeof decision.adopt !== 'string') {
    throw new InvalidInputError("The decision must be `{ adopt: id }`, `'resend'` or `'abandon'`.");
  }
  const upload = await context.client.uploads.retrieve(decision.adopt);
  await checkFree(context, record, upload.id);
  return submitted(record, upload);
}
