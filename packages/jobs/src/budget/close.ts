import type { Upload } from '@optimaldial/client';
import type { Reservation } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';
import type { Budget } from './budget.ts';
import { chargeOf, outcomeOf, parseEntry } from './entry.ts';
import { dayOf } from '../store/day.ts';
import { changeLedger, ledgerKey } from './ledger.ts';

/**
 * Removes entries of a ledger, and adds what was charged: in one change, so that each is charged once.
 *
 * @param outcome returns the credits that were charged for an entry; `undefined` leaves it
 */
export async function closeEntries(
  store: JobStore,
  ledger: string,
  outcome: (entry: string) => number | undefined,
): Promise<void> {
  await changeLedger(store, ledger, await store.now(), ({ charged, reserved }) => {
    const left: Record<string, number> = {};
    let sum = charged;
    let isChanged = false;
    for (const [entry, credits] of Object.entries(reserved)) {
      const closed = outcome(entry);
      if (closed === undefined) left[entry] = credits;
      else isChanged = true;
      sum += closed ?? 0;
    }
    return isChanged ? { charged: sum, reserved: left } : undefined;
  });
}

/** Closes a reservation with what was charged. Repeating it changes nothing. */
export async function charge(
  store: JobStore,
  { ledger, entry }: Reservation,
  credits: number,
): Promise<void> {
  await closeEntries(store, ledger, (name) => (name === entry ? credits : undefined));
}

/** Closes today's entries of a job that has ended without an upload. */
export async function forgetJob(store: JobStore, { name }: Budget, key: string): Promise<void> {
  const ledger = ledgerKey(name, dayOf(await store.now()));
  await closeEntries(store, ledger, (entry) => (parseEntry(entry).key === key ? 0 : undefined));
}

/** Closes a reservation if the price of its upload is known. Returns whether it did. */
export async function chargeFor(
  store: JobStore,
  reservation: Reservation | undefined,
  upload: Upload,
): Promise<boolean> {
  const credits = reservation && chargeOf(upload, reservation.credits);
  if (reservation === undefined || credits === undefined) return false;
  await charge(store, reservation, credits);
  return true;
}

/** Closes a reservation if its job doesn't need it anymore. */
export async function closeIfOver(store: JobStore, reservation: Reservation): Promise<void> {
  const credits = await outcomeOf(store, reservation);
  if (credits !== undefined) await charge(store, reservation, credits);
}
