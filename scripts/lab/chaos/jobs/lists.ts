import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateUpload } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import type { ListSource } from '@optimaldial/jobs';
import { phoneNumbers } from '@optimaldial/testing';

/** The smallest list that the API accepts. The list of a job has as many rows more as its number. */
const SMALLEST = 100;
/** Rows of a list that doesn't belong to a job. */
export const STRANGER_ROWS = 900;
/** Every fourth job belongs to an account that renames files. */
const RENAMED = 4;
/** Every third job of the other account fails. */
const FAILING = 3;

/** Key of a job. */
export function keyOf(job: number): string {
  return `job-${job}`;
}

/** Number of rows of a job's list, by which its uploads are recognized. */
export function rowsOf(job: number): number {
  return SMALLEST + job;
}

/** The job whose list has this number of rows. */
export function jobWith(rows: number): number {
  return rows - SMALLEST;
}

/** Index of the account that a job belongs to: 0 keeps filenames, 1 renames files. */
export function accountOf(job: number): 0 | 1 {
  return job % RENAMED === RENAMED - 1 ? 1 : 0;
}

/** Whether the upload of a job fails. */
export function isFailing(job: number): boolean {
  return accountOf(job) === 0 && job % FAILING === 0;
}

/** The phone numbers of a job. */
function numbersOf(job: number): string[] {
  return phoneNumbers(job + rowsOf(job)).slice(job);
}

/** Writes the CSV files of the jobs that send one. */
export async function writeLists(folder: string, jobs: number): Promise<void> {
  for (let job = 1; job < jobs; job += 2) {
    await writeFile(pathOf(folder, job), `Phone\n${numbersOf(job).join('\n')}\n`);
  }
}

/** The list of a job: every second one is a file, and some are functions. */
export function listOf(folder: string, job: number): ListSource {
  if (job % 2 === 1) return { file: pathOf(folder, job), phone_column: 'Phone' };
  const list = { phone_numbers: numbersOf(job), filename: 'list.csv' };
  return job % 3 === 0 ? () => list : list;
}

/** The same list, for a plain upload. */
export async function loadList(folder: string, job: number): Promise<CreateUpload> {
  if (job % 2 === 0) return { phone_numbers: numbersOf(job), filename: 'list.csv' };
  return { file: await openFile(pathOf(folder, job)), phone_column: 'Phone' };
}

function pathOf(folder: string, job: number): string {
  return join(folder, `list-${job}.csv`);
}
