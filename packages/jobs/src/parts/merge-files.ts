import type { Advanced, Slice } from '../protocol/advance-one.ts';
import { ClaimLost, createClaim, leaseLeft } from '../protocol/claim.ts';
import type { Context, Task } from '../protocol/context.ts';
import { describeError } from '../protocol/describe-error.ts';
import { wantsFiles } from '../protocol/follow.ts';
import { dueAfter, pauseAfter } from '../protocol/step.ts';
import { readRecord } from '../store/read-record.ts';
import type { JobRecord } from '../store/record.ts';
import { isOptimalDialError } from '@optimaldial/client';

/** Saves the files of a job whose parts are all done, and ends it. */
export async function mergeFiles(
  context: Context,
  task: Task,
  parts: readonly JobRecord[],
  { owner }: Slice,
): Promise<Advanced> {
  for (;;) {
    const stored = await readRecord(context.store, task.key);
    const now = await context.store.now();
    const again = leaseLeft(stored.record, now, owner);
    if (again > 0) return { record: stored.record, again };
    const claim = createClaim(context, stored, owner);
    try {
      await claim.keep(now);
      let { saved } = claim.record;
      if (wantsFiles(task.save)) {
        const { saveMerged } = await import('./save-merged.ts');
        saved = await saveMerged(context, task, claim, parts);
      }
      await claim.release({ state: 'done', saved, error: undefined });
      return { record: claim.record, again: 0 };
    } catch (error) {
      if (error instanceof ClaimLost) continue;
      const json = describeError(error);
      const pause = pauseAfter(json, now - stored.record.createdAt);
      if (task.signal?.aborted || !isOptimalDialError(error)) {
        const release = claim.release((at) => (task.signal?.aborted ? {} : { dueAt: dueAfter(at, pause) }));
        // A store that fails says so itself.
        await release.catch(() => undefined);
        throw error;
      }
      await claim.release((at) => ({ error: json, dueAt: dueAfter(at, pause) }));
      return { record: claim.record, again: pause, error };
    }
  }
}
