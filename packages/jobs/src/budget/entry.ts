import { isFinal, type Upload } from '@optimaldial/client';
import { getJob } from '../store/get-job.ts';
import type { Reservation } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';

/** The job of an entry, and the version of its record before the change that stores the reservation. */
export interface EntryFacts {
  readonly key: string;
  readonly version: number;
}

/**
 * A new name of an entry. Random, because a slow worker can reserve the price of a job again that another one
 * has sent and paid meanwhile: by the same name, it would be charged twice.
 */
export function entryName({ key, version }: EntryFacts): string {
  return [key, version, crypto.randomUUID()].join('\n');
}

/** Reads the name of an entry. Keys of jobs contain no line breaks. */
export function parseEntry(entry: string): EntryFacts {
  const [key = '', version] = entry.split('\n');
  return { key, version: Number(version) };
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
  const { reservation, upload, state } = stored.record;
  if (reservation?.ledger !== ledger || reservation.entry !== entry) return 0;
  if (upload !== undefined) return chargeOf(upload, credits);
  // An abandoned list may have been sent, so its highest possible price counts.
  return state === 'failed' ? credits : undefined;
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
