import { isOptimalDialError } from '@optimaldial/client';
import { JobError } from '../job-error.ts';
import { readRecord } from '../store/read-record.ts';
import type { JobRecord } from '../store/record.ts';
import { ClaimLost, createClaim, leaseLeft, type Claim } from './claim.ts';
import type { Context, Task } from './context.ts';
import { describeError } from './describe-error.ts';
import { finish, follow, lacksFiles } from './follow.ts';
import { checkAccount } from './open-job.ts';
import { send } from './send.ts';
import { settleOutcome } from './settle.ts';
import { sleep } from '../wait/sleep.ts';
import { isWoken, sleepUntilWoken } from '../wait/woken.ts';
import { dueAfter, growing, pauseAfter, type Pause, type Step } from './step.ts';

/** How far a job got. */
export interface Advanced extends Pause {
  readonly record: JobRecord;
}

/** How long a worker works on a job. */
export interface Slice {
  /** Random ID of the worker. */
  readonly owner: string;
  /** By `performance.now()`. */
  readonly end: number;
}

/** Whether a delay ends after the slice. */
export function isSliceOver({ stop }: Task, { end }: Slice, again: number): boolean {
  return stop?.aborted === true || performance.now() + again > end;
}

/** How long the server may not find an upload that it has just created, in ms. */
const REPLICATION_MS = 60_000;

/** Longest delay in ms while another worker has the job. */
const BUSY_MS = 2000;

/** Advances one upload: runs steps until it ends, or the next step is due after the end of the slice. */
export async function advanceOne(context: Context, task: Task, slice: Slice): Promise<Advanced> {
  for (let isFirst = true; ; isFirst = false) {
    const stored = await readRecord(context.store, task.key);
    const { record } = stored;
    // It can have been moved meanwhile.
    checkAccount(context, record);
    if (record.state === 'failed') return { record, again: 0 };
    if (record.state === 'done' && !(await lacksFiles(record.saved, task.save))) return { record, again: 0 };

    const now = await context.store.now();
    const busy = leaseLeft(record, now, slice.owner);
    if (busy > 0) {
      const again = Math.min(busy, BUSY_MS * (0.5 + Math.random() / 2));
      if (isSliceOver(task, slice, again)) return { record, again };
      await sleep(again, task.signal, task.stop);
      continue;
    }
    const claim = createClaim(context, stored, slice.owner);
    try {
      const isStopped = !isFirst && task.stop?.aborted === true;
      const pause = isStopped ? { again: 0 } : await runStep(context, task, claim, now);
      if (pause === undefined) continue;
      if (!isSliceOver(task, slice, pause.again)) {
        if (!isWoken(claim.record))
          await claim.during(() => sleepUntilWoken(context, task, pause.again, claim.record));
        continue;
      }
      const { error } = pause;
      const kept = claim.record.state === 'submitted' ? undefined : claim.record.error;
      await claim.release((at) => ({
        error: error === undefined ? kept : describeError(error),
        dueAt: pause.again > 0 ? dueAfter(at, pause.again) : undefined,
      }));
      return { ...pause, again: isWoken(claim.record) ? 0 : pause.again, record: claim.record };
    } catch (error) {
      if (error instanceof ClaimLost) continue;
      // Other workers needn't wait for the lease. They continue later, because they can fail in the same way,
      // unless this one was only stopped.
      const again = pauseAfter(describeError(error), now - record.createdAt);
      const release = claim.release((at) => (task.signal?.aborted ? {} : { dueAt: dueAfter(at, again) }));
      // A store that fails says so itself.
      await release.catch(() => undefined);
      throw error;
    }
  }
}

/** Runs the step of the current state. Errors of the client become a delay. */
async function runStep(context: Context, task: Task, claim: Claim, now: number): Promise<Step> {
  const { state, upload, createdAt, sentAt = -Infinity } = claim.record;
  try {
    // Sending takes the record with its first change.
    if (state !== 'reserved') await claim.keep(now);
    if (state === 'reserved') return await send(context, task, claim);
    if (state === 'submitted') return await follow(context, task, claim);
    if (state === 'done' && upload !== undefined) return await finish(context, task, claim, upload);
    return await settleOutcome(context, task, claim);
  } catch (error) {
    // A conflict isn't an error of a call: nothing that happens later resolves it.
    if (task.signal?.aborted || !isOptimalDialError(error) || error instanceof JobError) throw error;
    const isNew = state === 'submitted' && now - sentAt < REPLICATION_MS;
    if (isNew && error.code === 'not_found') return { again: growing(now - sentAt) };
    return { again: pauseAfter(describeError(error), now - createdAt), error };
  }
}
