import { phoneNumbers } from '@optimaldial/testing';

const LISTS = 40;
const SHORTEST = 100;
const NAME = 'list-';
/** Entries of each list that can cost a credit, and aren't charged. */
export const EMPTY = 10;

/** The keys of all jobs. Their lists cost from 100 to 139 credits. */
export const KEYS: readonly string[] = Array.from({ length: LISTS }, (_, index) => NAME + (SHORTEST + index));

/** What the list of a job costs, in credits. */
export function costOf(key: string): number {
  return Number(key.slice(NAME.length));
}

/** The list of a job. */
export function listOf(key: string): { phone_numbers: string[] } {
  return { phone_numbers: [...phoneNumbers(costOf(key)), ...Array.from({ length: EMPTY }, () => '')] };
}
