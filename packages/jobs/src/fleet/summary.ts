import { dayOf } from '../store/day.ts';
import { facetsOf } from '../store/facets.ts';
import type { JobState } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';
import type { DaySummary, StateSummary } from '../store/summary.ts';

/** The jobs of a store in figures. */
export interface JobSummary {
  /** The jobs by state, without the parts of long lists. */
  readonly states: { readonly [state in JobState]: StateCount };
  /** The days on which lists were charged, of the last 31 days in UTC, in ascending order. */
  readonly days: readonly DaySummary[];
}

/** The jobs that are in one state. */
export interface StateCount {
  readonly count: number;
  /** When the oldest of them was created, in ms since 1970 by the clock of the store; `undefined` without one. */
  readonly oldest: number | undefined;
}

const DAYS = 31;
const DAY_MS = 86_400_000;

/** Summarizes a store: with its own calls, or else by reading all of its records. */
export async function summarize(store: JobStore): Promise<JobSummary> {
  const since = dayOf((await store.now()) - (DAYS - 1) * DAY_MS);
  if (store.summarize !== undefined && store.summarizeDays !== undefined) {
    const [states, days] = await Promise.all([store.summarize(), store.summarizeDays(since)]);
    return { states: byState(states), days: inOrder(days) };
  }
  const states = new Map<JobState, StateSummary>();
  const days = new Map<string, number>();
  for await (const record of store.list()) {
    const { kind, day, credits } = facetsOf(record);
    const { state, createdAt } = record;
    const { count = 0, oldest = createdAt } = states.get(state) ?? {};
    if (kind === 'job') states.set(state, { state, count: count + 1, oldest: Math.min(oldest, createdAt) });
    if (day !== undefined && day >= since && credits !== 0) days.set(day, (days.get(day) ?? 0) + credits);
  }
  return {
    states: byState([...states.values()]),
    days: inOrder(Array.from(days, ([day, credits]) => ({ day, credits }))),
  };
}

function byState(found: readonly StateSummary[]): JobSummary['states'] {
  const of = (wanted: JobState): StateCount => {
    const { count, oldest } = found.find(({ state }) => state === wanted) ?? { count: 0, oldest: undefined };
    return { count, oldest };
  };
  return {
    reserved: of('reserved'),
    sending: of('sending'),
    submitted: of('submitted'),
    needs_review: of('needs_review'),
    done: of('done'),
    failed: of('failed'),
  };
}

function inOrder(days: readonly DaySummary[]): DaySummary[] {
  return days.toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
