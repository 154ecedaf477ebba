import { charge } from '../budget/close.ts';
import { OptimalDialError } from '@optimaldial/client';
import { JobError } from '../job-error.ts';
import { toJob } from '../job-view.ts';
import type { JobRecord } from '../store/record.ts';
import { submitted, toCandidate } from './adopt.ts';
import type { Claim } from './claim.ts';
import type { Context, Task } from './context.ts';
import { findAbsence } from './find-absence.ts';
import { search, type Found } from './search.ts';
import { growing, type Step } from './step.ts';

/** How long a job that needs review waits before it looks again, in ms. */
const REVIEW_MS = 900_000;

/** What a job that waits says about it. */
function searching({ key, sentAt = 0 }: JobRecord, settle: number): OptimalDialError {
  const [from, to] = [sentAt, sentAt + settle].map((ms) => new Date(ms).toISOString());
  return new OptimalDialError(
    'outcome_unknown',
    `The list of job ${JSON.stringify(key)} may have been sent at ${from}. The job searches for its upload until ${to}, then it sends the list again or needs review. Keep it running.`,
  );
}

/** @throws JobError if the API key belongs to another organization than the job */
function checkOrganization(record: JobRecord, { organization }: Found): void {
  if (record.organization === undefined || organization === undefined) return;
  if (record.organization === organization) return;
  throw new JobError(
    'job_conflict',
    toJob(record),
    `belongs to organization ${record.organization}, but the API key belongs to ${organization}. Use an API key of the first one.`,
  );
}

/**
 * Finds out whether a list that may have been sent was sent. Runs for a job that is `sending` or needs
 * review.
 */
export async function settleOutcome(context: Context, { reads }: Task, claim: Claim): Promise<Step> {
  const { client, store, settle } = context;
  const { token, mark = null, sentAt = 0, state, reason } = claim.record;
  // Two uploads were created for the job. Only a person can choose.
  if (reason === 'sent_twice') return { again: REVIEW_MS };
  // Before the search, because a request can still arrive while it runs.
  const started = await store.now();
  const found = await search(client, token, mark, reads);
  checkOrganization(claim.record, found);
  const [match, ...others] = found.matches;
  if (match !== undefined && others.length === 0) {
    await claim.update(submitted(claim.record, match));
    return undefined;
  }
  if (others.length > 0) {
    if (reason === 'several_found') return { again: REVIEW_MS };
    await claim.update({
      state: 'needs_review',
      reason: 'several_found',
      candidates: found.matches.map(toCandidate),
      error: undefined,
    });
    return { again: REVIEW_MS };
  }
  const left = sentAt + settle - started;
  if (left > 0)
    return { again: Math.min(growing(started - sentAt), left), error: searching(claim.record, settle) };

  const { isProven, strangers } = await findAbsence(context, claim.record, found);
  if (isProven) {
    const { reservation } = claim.record;
    await claim.update({
      state: 'reserved',
      sentAt: undefined,
      reservation: undefined,
      error: undefined,
      reason: undefined,
      candidates: undefined,
    });
    if (reservation !== undefined) await charge(store, reservation, 0);
    return undefined;
  }
  if (state !== 'needs_review') {
    await claim.update({
      state: 'needs_review',
      reason: 'no_proof',
      candidates: strangers.map(toCandidate),
      error: undefined,
    });
  }
  return { again: REVIEW_MS };
}
