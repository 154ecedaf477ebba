import { isFinal, type Upload } from '@optimaldial/client';
import { getJob } from '../store/get-job.ts';
import type { Reservation } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';

/**
 * Name of an entry in a ledger. The version is that of the job's record before the change that stores the
 * reservation: only one worker can make that change, and workers that try it share the entry.
 */
export function entryName(key: string, version: number): string {
  return `${key}\n${version}`;
}

/** The job of an entry, and the version of its record. */
export function parseEntry(entry: string): { readonly key: string; readonly version: number } {
  const end = entry.lastIndexOf('\n');
  return { key: entry.slice(0, end), version: Number(entry.slice(end + 1)) };
}

/**
 * Returns the credits with which an entry can be closed; `undefined` while its job can still be charged.
 *
 * An entry is needed until the record has passed its version, and after that while the record names it. A
 * record never returns to an entry, so an entry that isn't needed can be removed at any time.
 */
export async function outcomeOf(
  store: JobStore,
  { ledger, entry, credits }: Reservation,
): Promise<number | undefined> {
  const { key, version } = parseEntry(entry);
  const stored = await getJob(store, key);
  if (stored === undefined || stored.version <= version) return undefined;
  const { reservation, upload } = stored.record;
  if (reservation?.ledger !== ledger || reservation.entry !== entry) return 0;
  return upload && chargeOf(upload, credits);
}

/**
 * Credits that were charged for an upload; `undefined` until they are known.
 *
 * @param most the highest possible price, for a completed upload without one
 */
export function chargeOf(upload: Upload, most: number): number | undefined {
  const { status, credits_charged: charged, credits_refunded: refunded } = upload;
  const isOver = isFinal(status);
  // Without a charge, an upload that isn't final can still be charged.
  if (charged != null && (charged > 0 || isOver)) return Math.max(0, charged - (refunded ?? 0));
  if (!isOver) return undefined;
  return status === 'completed' ? most : 0;
}
