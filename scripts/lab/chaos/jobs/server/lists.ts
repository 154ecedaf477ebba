import { writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListSource } from '@optimaldial/jobs';

/** The smallest list that the API accepts. */
const SMALLEST = 100;
/** Rows of a list that doesn't belong to a job. */
export const STRANGER_ROWS = 900;
/** Every fourth account renames files. */
const RENAMED = 4;
/** Every third list of the other accounts fails. */
const FAILING = 3;
const JOBS_PER_ACCOUNT = 125;

/**
 * Number of accounts of a hunt. Each has few jobs, as if its limit of 60 writes a minute applied: a search reads
 * all uploads of the last minutes, and rarely ends if many requests fail.
 */
export function accountsFor(jobs: number): number {
  return RENAMED * Math.max(1, Math.round(jobs / JOBS_PER_ACCOUNT / RENAMED));
}

/** Whether an account renames files. */
export function renames(account: number): boolean {
  return account % RENAMED === RENAMED - 1;
}

/** Key of a job. */
export function keyOf(job: number): string {
  return `job-${job}`;
}

/** The job with a key. */
export function jobOf(key: string): number {
  return Number(key.slice('job-'.length));
}

/** Index of the account that a job belongs to. */
export function accountOf(job: number, accounts: number): number {
  return job % accounts;
}

/** Number of rows of a job's list, by which the uploads of its account are recognized. */
export function rowsOf(job: number, accounts: number): number {
  return SMALLEST + Math.floor(job / accounts);
}

/** The job of an account whose list has this number of rows. */
export function jobWith(rows: number, account: number, accounts: number): number {
  return (rows - SMALLEST) * accounts + account;
}

/** Whether an upload of a job with this number of rows fails. */
export function isFailing(rows: number, account: number): boolean {
  return rows !== STRANGER_ROWS && !renames(account) && (rows - SMALLEST) % FAILING === 1;
}

/** Writes the lists of the jobs, and returns their phone numbers. */
export async function writeLists(
  folder: string,
  jobs: number,
  accounts: number,
  numbers: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const lists = Array.from({ length: jobs }, (_, job) => numbers.slice(job, job + rowsOf(job, accounts)));
  for (const [job, list] of lists.entries()) {
    const text = isFile(job) ? `Phone\n${list.join('\n')}\n` : JSON.stringify(list);
    await writeFile(pathOf(folder, job), text);
  }
  return lists;
}

/** The list of a job: every second one is a file, and some are functions. */
export function listOf(folder: string, job: number): ListSource {
  if (isFile(job)) return { file: pathOf(folder, job), phone_column: 'Phone' };
  const load = () => ({
    phone_numbers: JSON.parse(readFileSync(pathOf(folder, job), 'utf8')) as string[],
    filename: 'list.csv',
  });
  return job % 3 === 0 ? load : load();
}

/** Whether the list of a job is a CSV file. */
export function isFile(job: number): boolean {
  return Math.floor(job / RENAMED) % 2 === 1;
}

/** Path of the list of a job. */
export function pathOf(folder: string, job: number): string {
  return join(folder, `list-${job}.${isFile(job) ? 'csv' : 'json'}`);
}
