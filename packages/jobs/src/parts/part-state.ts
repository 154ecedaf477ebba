import { getJob } from '../store/get-job.ts';
import { hasEnded, type JobRecord, type JobState } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';

/** The states of the parts of a job, from the one that decides first. */
const ORDER: readonly JobState[] = ['needs_review', 'reserved', 'sending', 'submitted', 'failed', 'done'];

/**
 * The state of a job whose list was cut. It isn't `done` before its files are merged.
 *
 * @param parts the parts so far
 * @param count number of its parts
 */
export function stateOfParts(parts: readonly JobRecord[], count: number): JobState {
  const first = ORDER.find((state) => parts.some((part) => part.state === state)) ?? 'reserved';
  // A part without a record is still to be reserved.
  return parts.length < count && first !== 'needs_review' && first !== 'sending' ? 'reserved' : first;
}

/** Whether every part has ended. */
export function haveEnded(parts: readonly JobRecord[], count: number): boolean {
  return parts.length === count && parts.every(({ state }) => hasEnded(state));
}

/** The key of a part. The first one is 0. */
export function partKey(key: string, index: number): string {
  return `${key}/${index + 1}`;
}

/** Reads the parts of a job that have a record. */
export async function readParts(store: JobStore, { key, parts = 0 }: JobRecord): Promise<JobRecord[]> {
  const found: JobRecord[] = [];
  for (let index = 0; index < parts; index++) {
    const stored = await getJob(store, partKey(key, index));
    if (stored !== undefined) found.push(stored.record);
  }
  return found;
}
