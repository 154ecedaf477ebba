import { expect, test } from 'vitest';
import type { Job, ReviewReason } from '@optimaldial/jobs';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { reviewText } from '../../src/cli/report/review.ts';

const ID = '8a3b9c2d-4e5f-4a6b-9c7d-8e9f0a1b2c08';

function jobInReview(reason: ReviewReason, key = 'november'): Job {
  return {
    key,
    state: 'needs_review',
    upload: undefined,
    error: undefined,
    reason,
    candidates: [{ id: ID, status: 'processing', created_at: '2026-11-26T20:00:00.000+00:00' }],
    saved: {},
    parts: [],
    createdAt: 0,
    updatedAt: 0,
  };
}

test('reviewText: lists the candidates and the commands that resolve the job', () => {
  expect(reviewText(jobInReview('no_proof'))).toBe(
    [
      'Job "november" needs review: the list may have been sent, but no upload with its filename was found.',
      'Uploads that it can be:',
      `  ${ID}  processing  2026-11-26T20:00:00.000+00:00`,
      'Look at your uploads in the OptimalDial web app. Then run one of:',
      '  optimaldial-jobs resolve november adopt ID  this upload is the list',
      '  optimaldial-jobs resolve november resend    no upload is the list: send it, and pay for it',
      '  optimaldial-jobs resolve november abandon   give the job up',
    ].join('\n'),
  );
});

test('reviewText: never offers to send a list whose uploads exist', () => {
  expect(reviewText(jobInReview('several_found'))).not.toContain('resend');
  expect(reviewText(jobInReview('sent_twice'))).not.toContain('resend');
});

test('reviewText: names the part that needs review, and quotes its key for a shell', () => {
  const part = jobInReview('several_found', 'my list 2');
  const text = reviewText({ ...jobInReview('several_found'), candidates: [], parts: [part] });
  expect(text).toContain(`resolve 'my list 2' adopt ID`);
  expect(text).toContain(ID);
});

test.each([
  [{ code: 'usage', next: 'person' }, 2],
  [{ code: 'configuration', next: 'person' }, 2],
  [{ code: 'invalid_input', next: 'give_up' }, 2],
  [{ code: 'invalid_input', next: 'check' }, 4],
  [{ code: 'job_conflict', next: 'person' }, 2],
  [{ code: 'job_failed', next: 'give_up' }, 1],
  [{ code: 'invalid_request', next: 'give_up' }, 1],
  [{ code: 'authentication', next: 'person' }, 3],
  [{ code: 'ENOSPC', next: 'person' }, 3],
  [{ code: 'server', next: 'retry' }, 4],
  [{ code: 'outcome_unknown', next: 'check' }, 4],
  [{ code: 'interrupted', next: 'retry' }, 130],
] as const)('exitCodeOf: %j', (failure, code) => {
  expect(exitCodeOf(failure)).toBe(code);
});
