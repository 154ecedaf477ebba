import type { ErrorJson } from '@optimaldial/client';
import { BudgetError } from '../budget/budget-error.ts';
import { charge, closeIfOver } from '../budget/close.ts';
import type { JobRecord, Reservation } from '../store/record.ts';
import { ClaimLost, type Claim } from './claim.ts';
import type { Context } from './context.ts';
import { pauseAfter, PERSON_MS } from './step.ts';

/**
 * Reserves the price of a list, and stores that it is being sent. Returns an error if the budget is too low.
 *
 * @throws ClaimLost if another worker was faster
 */
export async function markSending(
  { store, budget }: Context,
  claim: Claim,
  credits: number,
  mark: Partial<JobRecord> | undefined,
): Promise<BudgetError | undefined> {
  const { key, reservation: held } = claim.record;
  let reservation: Reservation | undefined;
  if (budget !== undefined) {
    const { reserve } = await import('../budget/reserve.ts');
    const reserved = await reserve(store, budget, { key, version: claim.version, credits });
    if (reserved instanceof BudgetError) return reserved;
    reservation = reserved;
  }
  try {
    await claim.update((now) => ({ state: 'sending', sentAt: now, error: undefined, reservation, ...mark }));
  } catch (error) {
    if (error instanceof ClaimLost && reservation !== undefined) await closeIfOver(store, reservation);
    throw error;
  }
  // From an earlier put, after which nothing was sent.
  if (held !== undefined) await charge(store, held, 0);
  return undefined;
}

/** Returns to `reserved` if nothing was charged. */
export async function takeBack({ store }: Context, claim: Claim, error?: ErrorJson): Promise<void> {
  const { reservation } = claim.record;
  await claim.update({ state: 'reserved', sentAt: undefined, reservation: undefined, error });
  if (reservation !== undefined) await charge(store, reservation, 0);
}

/** When a list fits at the earliest, but soon enough to notice that the budget was increased. In ms. */
export function budgetPause(refusal: BudgetError, { updatedAt, createdAt }: JobRecord): number {
  const longest = PERSON_MS * (0.5 + Math.random() / 2);
  return Math.min(longest, pauseAfter(refusal.toJSON(), updatedAt - createdAt));
}
