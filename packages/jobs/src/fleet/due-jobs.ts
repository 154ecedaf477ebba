import { facetsOf } from '../store/facets.ts';
import type { JobStore } from '../store/store.ts';

/** Jobs that are due, and when to look again. */
export interface DueJobs {
  /** Their keys, in random order: workers that look at the same time begin with different ones. */
  readonly keys: string[];
  /** Whether there can be more. */
  readonly isFull: boolean;
  /** When the next job is due, in ms from now; `Infinity` if none is due soon. */
  readonly next: number;
}

/**
 * Finds jobs that are due, and the next one, with one query.
 *
 * @param now by the clock of the store
 * @param ahead how far to look for the next one, in ms
 */
export async function findDue(
  store: JobStore,
  now: number,
  { limit, ahead = 0 }: { readonly limit?: number | undefined; readonly ahead?: number },
): Promise<DueJobs> {
  const keys: string[] = [];
  let next = Infinity;
  for await (const record of store.list({ dueBy: now + ahead, withoutParts: true, limit })) {
    const { dueAt = Infinity } = facetsOf(record);
    if (dueAt <= now) keys.push(record.key);
    else next = Math.min(next, dueAt - now);
  }
  return { keys: shuffled(keys), isFull: keys.length === limit, next };
}

function shuffled(keys: readonly string[]): string[] {
  return keys
    .map((key) => ({ key, order: Math.random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ key }) => key);
}
