import type { JobStore } from '../store/store.ts';
import type { Budget } from './budget.ts';
import { dayOf } from '../store/day.ts';
import { ledgerKey, readLedger, sumOf } from './ledger.ts';

/** What a budget has left today. */
export interface BudgetState {
  /** The day in UTC by the clock of the store, such as `2026-11-26`. */
  readonly day: string;
  /** The limit of this process, in credits. */
  readonly credits: number;
  /** Credits that were charged for lists sent on this day. */
  readonly charged: number;
  /** Credits that lists with an unknown price can still cost. */
  readonly reserved: number;
  /** Credits that can still be reserved; 0 if another process has a higher limit and exceeded this one. */
  readonly left: number;
}

/** Reads what is left of a budget. */
export async function readBudget(store: JobStore, { credits, name }: Budget): Promise<BudgetState> {
  const day = dayOf(await store.now());
  const { record } = await readLedger(store, ledgerKey(name, day));
  const { charged } = record;
  const reserved = sumOf(record.reserved);
  return { day, credits, charged, reserved, left: Math.max(0, credits - charged - reserved) };
}
