import type { JobStore } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { listOf, setUpBudget } from './set-up-budget.ts';

/** Counts the calls of a store, by method. */
function counting(store: JobStore) {
  const calls = { now: 0, get: 0, put: 0 };
  const counted: JobStore = {
    ...store,
    now: () => ((calls.now += 1), store.now()),
    get: (key) => ((calls.get += 1), store.get(key)),
    put: (record, version) => ((calls.put += 1), store.put(record, version)),
  };
  return { calls, counted };
}

test.each([
  ['without a budget', 'none', { now: 7, get: 5, put: 4 }],
  ['with a budget', undefined, { now: 9, get: 7, put: 6 }],
] as const)(
  'advance: calls the store no more often than it must for a job %s',
  async (_, budget, expected) => {
    const { worker, store } = setUpBudget();
    const { calls, counted } = counting(store);
    const jobs = worker({ store: counted, ...(budget === undefined ? {} : { budget }) });
    expect(await jobs.advance('crm', listOf(100), { slice: 0 })).toMatchObject({ state: 'done' });
    expect(calls).toEqual(expected);
  },
);
