import { facetsOf } from './facets.ts';
import type { JobStore } from './store.ts';
import type { DaySummary, StateSummary } from './summary.ts';

/** Counts the jobs by state, without their parts: with the store if it can, else by listing all jobs. */
export async function summarizeStates(store: JobStore): Promise<readonly StateSummary[]> {
  if (store.summarize) return store.summarize();
  const byState = new Map<string, StateSummary>();
  for await (const { state, createdAt } of store.list({ withoutParts: true })) {
    const { count = 0, oldest = Infinity } = byState.get(state) ?? {};
    byState.set(state, { state, count: count + 1, oldest: Math.min(oldest, createdAt) });
  }
  return [...byState.values()];
}

/**
 * Adds up the credits of each day: with the store if it can, else by listing all jobs.
 *
 * @param since the first day in UTC, such as `2026-11-26`
 * @returns the days on which lists were charged, in ascending order
 */
export async function summarizeDays(store: JobStore, since: string): Promise<readonly DaySummary[]> {
  if (store.summarizeDays) return store.summarizeDays(since);
  const byDay = new Map<string, number>();
  for await (const record of store.list()) {
    const { day, credits } = facetsOf(record);
    if (day !== undefined && day >= since && credits !== 0) byDay.set(day, (byDay.get(day) ?? 0) + credits);
  }
  return Array.from(byDay, ([day, credits]) => ({ day, credits })).toSorted((a, b) =>
    a.day < b.day ? -1 : 1,
  );
}
