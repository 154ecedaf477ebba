import type { Job } from '../../job.ts';
import { table } from '../terminal/table.ts';
import { count, display } from './format.ts';
import { reviewText } from './review.ts';
import { stepOf } from './steps.ts';

/** Credits that a job has been charged so far. */
function creditsOf({ upload, parts }: Job): number {
  return parts.reduce((sum, part) => sum + creditsOf(part), upload?.credits_charged ?? 0);
}

/**
 * Summary of a job that is done.
 *
 * @param likely number of rows in the file of likely numbers
 * @param paths the saved files
 */
export function summary(job: Job, likely: number, paths: readonly string[], isSandbox: boolean): string {
  const valid = validRows(job);
  const share =
    valid === 0
      ? ''
      : `  ${'█'.repeat(Math.round((likely / valid) * 20))} ${((likely / valid) * 100).toFixed(0)} %`;
  return table([
    ['valid numbers', count(valid)],
    ['likely to answer', count(likely) + share],
    [isSandbox ? 'sandbox credits' : 'credits charged', count(creditsOf(job))],
    ...paths.map((path) => ['saved', display(path)]),
  ]);
}

/** The name of the file that was sent, without the token. */
function fileOf({ upload, parts }: Job): string {
  const name = upload?.original_filename ?? parts[0]?.upload?.original_filename ?? '';
  return name.replace(/\.[\da-f]{32}(?=\.|$)/i, '').replaceAll(/\p{Cc}/gu, '?');
}

/** One line for each job. */
export function jobTable(jobs: readonly Job[]): string {
  const rows = jobs.map((job) => [
    job.key,
    fileOf(job),
    job.state,
    job.state === 'submitted' ? stepOf(job).text : '',
    `${count(creditsOf(job))} credits`,
    new Date(job.updatedAt).toISOString().slice(0, 16).replace('T', ' '),
  ]);
  return table([['KEY', 'FILE', 'STATE', 'STEP', 'CHARGED', 'CHANGED (UTC)'], ...rows]);
}

/** What is known of one job. */
export function jobDetails(job: Job): string {
  const rows = [
    ['key', job.key],
    ...(fileOf(job) === '' ? [] : [['file', fileOf(job)]]),
    ['state', job.state],
    ...(job.state === 'submitted' ? [['step', stepOf(job).text]] : []),
    ...(job.upload === undefined ? [] : [['upload', job.upload.id]]),
    ['credits charged', count(creditsOf(job))],
    ...Object.values(job.saved).flatMap((path) => (path === undefined ? [] : [['saved', display(path)]])),
    ['changed', new Date(job.updatedAt).toISOString()],
  ];
  const problem = job.state === 'needs_review' ? reviewText(job) : job.error?.message;
  return table(rows) + (problem === undefined ? '' : `\n\n${problem}`);
}

function validRows({ upload, parts }: Job): number {
  return parts.reduce((sum, part) => sum + validRows(part), upload?.valid_row_count ?? 0);
}
