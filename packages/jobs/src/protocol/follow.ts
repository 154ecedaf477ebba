import { isFinal, uploadStatusValues, type Upload, type UploadStatus } from '@optimaldial/client';
import { chargeFor } from '../budget/close.ts';
import type { SavePaths } from '../store/record.ts';
import type { Claim } from './claim.ts';
import type { Context, Task } from './context.ts';
import type { Step } from './step.ts';

const FINAL: readonly UploadStatus[] = uploadStatusValues.filter(isFinal);

/** Polls the upload of a submitted job once, and saves its files when it is completed. */
export async function follow(context: Context, task: Task, claim: Claim): Promise<Step> {
  const { client, store } = context;
  const { upload: known } = claim.record;
  if (known === undefined) throw new Error('A submitted job has no upload. Its record was changed by hand.');
  const options = { ...task.reads, until: FINAL };
  const { reservation } = claim.record;
  // Before the request, so that what isn't charged is free for other jobs soon.
  const isPriced = await chargeFor(store, reservation, known);
  const { upload, done, again } = await claim.during(() => client.uploads.check(known.id, options));
  const isClosed = isPriced || (await chargeFor(store, reservation, upload));
  if (!done) {
    if (isClosed) await claim.update({ upload, error: undefined, reservation: undefined });
    else if (upload.status !== known.status) await claim.update({ upload, error: undefined });
    return { again };
  }
  if (upload.status === 'completed') return finish(context, task, claim, upload);
  await claim.release({ state: 'failed', upload, error: undefined, reservation: undefined });
  return undefined;
}

/** Saves the files of a completed upload that are missing, and ends the job. */
export async function finish(context: Context, task: Task, claim: Claim, upload: Upload): Promise<Step> {
  const saved = await saveMissing(context, task, claim, upload);
  await claim.release({ state: 'done', upload, saved, error: undefined, reservation: undefined });
  return undefined;
}

async function saveMissing(
  context: Context,
  task: Task,
  claim: Claim,
  { id }: Upload,
): Promise<SavePaths | undefined> {
  const { saved } = claim.record;
  if (!wantsFiles(task.save)) return saved;
  const { missingFiles, saveFiles } = await import('./save.ts');
  const targets = await missingFiles(saved, task.save);
  return targets.length === 0 ? saved : saveFiles(context, task, claim, id, targets);
}

/** Whether a completed job lacks files that the caller wants. */
export async function lacksFiles(saved: SavePaths | undefined, save: SavePaths): Promise<boolean> {
  if (!wantsFiles(save)) return false;
  // Lazily, because only Node.js, Bun and Deno have files.
  const { missingFiles } = await import('./save.ts');
  return (await missingFiles(saved, save)).length > 0;
}

/** Whether a caller wants any file. */
export function wantsFiles(save: SavePaths): boolean {
  return Object.values(save).some((path) => path !== undefined);
}
