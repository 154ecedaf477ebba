import type { Upload } from '@optimaldial/client';
import type { JobRecord } from '../store/record.ts';
import type { Context } from './context.ts';
import type { Found } from './search.ts';

/** Whether an upload was never created, as far as that can be known. */
export interface Absence {
  readonly isProven: boolean;
  /** Uploads that no job of this store explains. */
  readonly strangers: readonly Upload[];
}

/**
 * Decides whether the upload of a job that wasn't found doesn't exist. Absence from a list of filenames isn't
 * enough: it isn't documented that the API returns filenames unchanged. It's proven if jobs of this
 * store explain every upload since the mark, or if this account is known to return filenames unchanged.
 */
export async function findAbsence(
  { store }: Context,
  record: JobRecord,
  { newer, organization, isComplete }: Found,
): Promise<Absence> {
  const explained = new Set<string>();
  let hasEchoed = false;
  let hasRenamed = false;
  for await (const other of store.list()) {
    if (other.key === record.key || other.account !== record.account) continue;
    explained.add(other.filename);
    if (other.upload !== undefined) explained.add(other.upload.id);
    for (const { id } of other.reason === 'no_proof' ? [] : (other.candidates ?? [])) explained.add(id);
    if (organization === undefined || other.organization !== organization) continue;
    if (other.echoed === true) hasEchoed = true;
    if (other.echoed === false) hasRenamed = true;
  }
  const strangers = newer.filter(
    ({ id, original_filename }) => !explained.has(id) && !explained.has(original_filename),
  );
  return { isProven: isComplete && (strangers.length === 0 || (hasEchoed && !hasRenamed)), strangers };
}
