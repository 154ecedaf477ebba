import type { LedgerRecord, Reservation } from '../store/record.ts';
import { dayOf } from '../store/day.ts';
import type { JobStore, StoredRecord } from '../store/store.ts';

/** What a change of a ledger replaces. */
type LedgerChanges = Partial<Pick<LedgerRecord, 'charged' | 'reserved'>>;

/** Longest delay before the first retry of a lost compare-and-set, in ms. Doubles with each retry. */
const FIRST_DELAY_MS = 5;
const LONGEST_DELAY_MS = 200;

/** Key of the ledger of a budget on one day. Keys of jobs contain no line breaks. */
export function ledgerKey(name: string, day: string): string {
  return ['budget', name, day].join('\n');
}

/** Whether a reservation, if there is one, counts on the day of a time in ms. */
export function isOfDay(reservation: Reservation | undefined, ms: number): boolean {
  return reservation === undefined || reservation.ledger.endsWith(`\n${dayOf(ms)}`);
}

/** Reads a ledger. One that doesn't exist is empty. */
export async function readLedger(store: JobStore, key: string): Promise<StoredRecord<LedgerRecord>> {
  const stored = await store.get(key);
  if (stored === undefined) {
    const period = key.slice(key.lastIndexOf('\n') + 1);
    return { record: { kind: 'ledger', key, period, charged: 0, reserved: {}, updatedAt: 0 }, version: 0 };
  }
  const { record, version } = stored;
  if (record.kind === 'ledger') return { record, version };
  throw new Error('The store returned the record of a job instead of a ledger.');
}

/**
 * Changes a ledger by compare-and-set.
 *
 * @param now time in ms, by the clock of the store
 * @param change returns what to replace; `undefined` leaves the ledger as it is
 * @returns the ledger after the change
 */
export async function changeLedger(
  store: JobStore,
  key: string,
  now: number,
  change: (ledger: LedgerRecord) => LedgerChanges | undefined,
): Promise<LedgerRecord> {
  for (let attempt = 0; ; attempt++) {
    const { record, version } = await readLedger(store, key);
    const changes = change(record);
    if (changes === undefined) return record;
    const changed = { ...record, ...changes, updatedAt: now };
    if (await store.put(changed, version)) return changed;
    await jitter(Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));
  }
}

function jitter(most: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}

/** Sum of the credits that are reserved. */
export function sumOf(reserved: LedgerRecord['reserved']): number {
  return Object.values(reserved).reduce((sum, credits) => sum + credits, 0);
}
