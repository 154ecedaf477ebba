import type { Job } from '../../job.ts';
import { COMMAND } from '../arguments/usage.ts';
import { quote } from '../terminal/quote.ts';
import { table } from '../terminal/table.ts';

/** What a person has to decide about a job that needs review. */
export function reviewText(job: Job): string {
  const part = job.parts.find(({ state }) => state === 'needs_review') ?? job;
  const key = quote(part.key);
  const decide = (decision: string, when: string): string[] => [
    `  ${COMMAND} resolve ${key} ${decision}`,
    when,
  ];
  const rows = part.candidates.map(({ id, status, created_at }) => [`  ${id}`, status, created_at]);
  return [
    `Job ${JSON.stringify(job.key)} needs review: ${REASONS[part.reason ?? 'no_proof']}`,
    ...(rows.length === 0 ? [] : ['Uploads that it can be:', table(rows)]),
    'Look at your uploads in the OptimalDial web app. Then run one of:',
    table([
      decide('adopt ID', 'this upload is the list'),
      ...(part.reason === 'no_proof' || part.reason === undefined
        ? [decide('resend', 'no upload is the list: send it, and pay for it')]
        : []),
      decide('abandon', 'give the job up'),
    ]),
  ].join('\n');
}

const REASONS = {
  no_proof: 'the list may have been sent, but no upload with its filename was found.',
  several_found: 'several uploads have its filename.',
  sent_twice: 'two uploads were created for it. Cancel the one that you do not adopt.',
} as const;
