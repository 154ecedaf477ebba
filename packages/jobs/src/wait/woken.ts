import { getJob } from '../store/get-job.ts';
import { hasEnded, type JobRecord } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';
import { sleep } from './sleep.ts';

/** How often a worker that sleeps looks whether its job was woken, in ms. */
const WATCH_MS = 5000;

/** Whether `wake` was called for a job, and no worker has continued it since. */
export function isWoken({ dueAt, updatedAt }: JobRecord): boolean {
  return dueAt !== undefined && dueAt <= updatedAt;
}

/** A worker that sleeps. `signal` rejects the sleep, `stop` only ends it. */
interface Sleeper {
  readonly key: string;
  readonly signal?: AbortSignal | undefined;
  readonly stop?: AbortSignal | undefined;
}

/**
 * Sleeps until a job can continue: for a time, or until it's woken, another worker ends it, or this one stops.
 *
 * @param known its record, as the worker has seen it
 */
export async function sleepUntilWoken(
  { store }: { readonly store: JobStore },
  { key, signal, stop }: Sleeper,
  ms: number,
  known?: JobRecord,
): Promise<void> {
  for (let left = ms; left > 0; left -= WATCH_MS) {
    await sleep(Math.min(left, WATCH_MS), signal, stop);
    if (left <= WATCH_MS || stop?.aborted) return;
    // The next step reports a store that fails.
    const found = (await getJob(store, key).catch(() => undefined))?.record;
    if (found === undefined) continue;
    if (isWoken(found) && found.dueAt !== known?.dueAt) return;
    if (hasEnded(found.state) && found.state !== known?.state) return;
  }
}

/**
 * Whether the only change of a record since it was read is that it was woken. The worker continues then: to lose the
 * claim would mean to download files again.
 */
export function wasOnlyWoken(known: JobRecord, found: JobRecord): boolean {
  const { state, upload, parts, lease } = found;
  return (
    isWoken(found) &&
    // Before that, nothing can wake a job, and what changes decides what is sent.
    (upload !== undefined || parts !== undefined) &&
    upload?.id === known.upload?.id &&
    state === known.state &&
    lease?.owner === known.lease?.owner &&
    lease?.until === known.lease?.until
  );
}
