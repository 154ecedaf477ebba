import type { LedgerRecord, Reservation } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';
import type { Budget } from './budget.ts';
import { BudgetError } from './budget-error.ts';
import { closeEntries } from './close.ts';
import { entryName, outcomeOf, parseEntry } from './entry.ts';
import { dayOf } from '../store/day.ts';
import { changeLedger, ledgerKey, sumOf } from './ledger.ts';

/** A job whose list is about to be sent. */
export interface Payer {
  readonly key: string;
  /** Version of its record. */
  readonly version: number;
  /** The highest possible price. */
  readonly credits: number;
}

/** How many entries are examined if a list doesn't fit, so that a full ledger costs each job the same. */
const MOST_EXAMINED = 20;
/** How soon a list can fit that doesn't because of prices that aren't known yet, in seconds. */
const RESERVED_SECONDS = 10;
const DAY_MS = 86_400_000;

/** Reserves the price of a list. Returns an error if it exceeds what is left of the budget. */
export async function reserve(
  store: JobStore,
  budget: Budget,
  payer: Payer,
): Promise<Reservation | BudgetError> {
  const { key, credits } = payer;
  const created = entryName(payer);
  for (let isExamined = false; ; isExamined = true) {
    const now = await store.now();
    const day = dayOf(now);
    const ledger = ledgerKey(budget.name, day);
    let entry = created;
    const found = await changeLedger(store, ledger, now, (current) => {
      entry = sharedIn(current, payer) ?? created;
      if (current.reserved[entry] === credits) return undefined;
      const others = othersIn(current, payer);
      if (current.charged + sumOf(others) + credits > budget.credits) return undefined;
      return { reserved: { ...others, [entry]: credits } };
    });
    if (found.reserved[entry] === credits) return { ledger, entry, credits };

    const isSpent = found.charged + credits > budget.credits;
    if (!isSpent && !isExamined && (await closeSome(store, found))) continue;
    const name = JSON.stringify(key);
    if (credits > budget.credits) {
      return new BudgetError(
        `The list of job ${name} can cost ${credits} credits, more than the whole budget of ${budget.credits}. Send a shorter list, or increase \`budget.credits\`.`,
        { next: 'person' },
      );
    }
    const reserved = sumOf(found.reserved);
    const left = Math.max(0, budget.credits - found.charged - reserved);
    return new BudgetError(
      `The list of job ${name} can cost ${credits} credits, but ${left} of ${budget.credits} are left on ${day} (UTC), and ${reserved} are reserved. Try again later, or increase \`budget.credits\`.`,
      { next: 'retry', retryAfter: isSpent ? Math.ceil((DAY_MS - (now % DAY_MS)) / 1000) : RESERVED_SECONDS },
    );
  }
}

/**
 * The entry of a worker that tries to send the same version of the record, or was killed. Only one of them can
 * store the reservation, so they share the entry.
 */
function sharedIn({ reserved }: LedgerRecord, { key, version }: Payer): string | undefined {
  return Object.keys(reserved).find((entry) => {
    const parsed = parseEntry(entry);
    return parsed.key === key && parsed.version === version;
  });
}

/** All entries but those of this try and of earlier ones, which were not sent or whose outcome is known. */
function othersIn({ reserved }: LedgerRecord, { key, version }: Payer): LedgerRecord['reserved'] {
  const isOther = (entry: string): boolean => {
    const parsed = parseEntry(entry);
    return parsed.key !== key || parsed.version > version;
  };
  return Object.fromEntries(Object.entries(reserved).filter(([entry]) => isOther(entry)));
}

/** Closes entries that processes left behind that were killed. Examines a random sample. */
async function closeSome(store: JobStore, { key: ledger, reserved }: LedgerRecord): Promise<boolean> {
  const entries = Object.entries(reserved);
  const first = Math.floor(Math.random() * entries.length);
  const sample = [...entries.slice(first), ...entries.slice(0, first)].slice(0, MOST_EXAMINED);
  const outcomes = new Map<string, number>();
  for (const [entry, credits] of sample) {
    const outcome = await outcomeOf(store, { ledger, entry, credits });
    if (outcome !== undefined) outcomes.set(entry, outcome);
  }
  if (outcomes.size > 0) await closeEntries(store, ledger, (entry) => outcomes.get(entry));
  return outcomes.size > 0;
}
