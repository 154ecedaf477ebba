import { countEntries, type CreateUpload } from '@optimaldial/client';
import type { Job } from '../job.ts';
import type { ListSource } from '../list/job-list.ts';
import { loadList } from '../list/load-list.ts';
import { tooExpensive } from '../list/too-expensive.ts';
import type { AddOptions } from '../options.ts';
import { viewOf } from '../parts/view.ts';
import type { Context } from '../protocol/context.ts';
import { openJob } from '../protocol/open-job.ts';
import { getJob } from '../store/get-job.ts';

/**
 * Reserves the key of a job, and sends nothing.
 *
 * @throws InvalidInputError if the list of a new job can cost more than `maxCredits`
 */
export async function addJob(
  context: Context,
  key: string,
  list: ListSource,
  { maxCredits }: AddOptions,
): Promise<Job> {
  const made = typeof list === 'function' ? await list() : list;
  if (maxCredits !== undefined && (await getJob(context.store, key)) === undefined) {
    const entries = await entriesOf((await loadList(made)).upload);
    if (!(entries <= maxCredits)) throw tooExpensive(entries, maxCredits, 'Nothing was stored.');
  }
  const task = { key, source: made, maxCredits, save: {}, signal: undefined, reads: {}, canMove: true };
  const { record } = await openJob(context, task);
  return viewOf(context.store, record);
}

/** Counts nothing of an invalid list: the client says why it is invalid when it's sent. */
async function entriesOf(upload: CreateUpload): Promise<number> {
  const { file, phone_numbers, contacts } = upload;
  return (file ?? phone_numbers ?? contacts) === undefined ? 0 : countEntries(upload);
}
