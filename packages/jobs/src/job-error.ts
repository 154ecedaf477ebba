import { OptimalDialError } from '@optimaldial/client';
import type { Job } from './job.ts';

/** What `run` throws for a job that doesn't end well. */
type JobErrorCode = 'job_failed' | 'job_needs_review' | 'job_conflict';

/**
 * A job failed, needs review, or belongs to another list or account. Codes `job_failed`, `job_needs_review`
 * and `job_conflict`.
 */
export class JobError extends OptimalDialError {
  static {
    this.prototype.name = 'JobError';
  }
  /** The job. Not enumerable: filenames may contain personal data. */
  declare readonly job: Job;

  constructor(code: JobErrorCode, job: Job, problem: string) {
    super(code, `Job ${JSON.stringify(job.key)} ${problem}`);
    Object.defineProperty(this, 'job', { value: job, enumerable: false, configurable: true });
  }
}

/** The error of a job that failed or needs review; `undefined` for any other state. */
export function jobErrorOf(job: Job): JobError | undefined {
  const part = job.parts.find(({ state }) => state === job.state) ?? job;
  const where = part === job ? '' : `in its part ${JSON.stringify(part.key)} `;
  if (job.state === 'failed') return new JobError('job_failed', job, `failed: ${where}${failureOf(part)}`);
  if (job.state !== 'needs_review') return undefined;
  return new JobError(
    'job_needs_review',
    job,
    `needs review: ${where}${REVIEWS[part.reason ?? 'no_proof']} Then call \`jobs.resolve\` with the key and your decision.`,
  );
}

const REVIEWS = {
  no_proof:
    "the list may have been sent, but no upload with its filename was found. Look for it in the OptimalDial web app; `job.candidates` has the uploads that it can be. Decide `{ adopt: id }` if one of them is the list, or `'resend'` if none is.",
  several_found:
    'several uploads have its filename. Compare those in `job.candidates`. Decide `{ adopt: id }` for one of them.',
  sent_twice:
    'two uploads were created for it. Compare those in `job.candidates`. Decide `{ adopt: id }` for one of them, and cancel the other one if its processing has not started.',
} as const;

function failureOf({ upload }: Job): string {
  if (upload === undefined) return 'the job was abandoned. Use another key to send the list.';
  const { id, status } = upload;
  const detail = status === 'failed' ? ' `job.upload.error_message` has the reason.' : '';
  return `upload ${id} is ${status}.${detail} Use another key to send a corrected list.`;
}
