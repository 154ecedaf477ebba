import { expect, it } from 'vitest';
import { type StoreUnderTest, storeContract } from '../../src/store/contract/index.ts';
import { LEDGER_FLAWS } from '../support/flawed-ledgers.ts';
import { QUERY_FLAWS } from '../support/flawed-queries.ts';
import { cachingStore, flawedStore, FLAWS, sharingStore, skewedStore } from '../support/flawed-stores.ts';

/** Runs the contract, and returns the messages of the tests that failed, by name. */
async function failuresOf(makeStore: () => StoreUnderTest): Promise<Map<string, string>> {
  const tests: [name: string, run: () => Promise<void>][] = [];
  storeContract((name, run) => tests.push([name, run]), makeStore);
  const failures = new Map<string, string>();
  for (const [name, run] of tests) {
    await run().catch((error: unknown) => failures.set(name, error instanceof Error ? error.message : ''));
  }
  return failures;
}

const flaws = Object.entries({ ...FLAWS, ...QUERY_FLAWS, ...LEDGER_FLAWS }).map(
  ([name, [noticedBy, flaw]]): [string, string, () => StoreUnderTest] => [
    name,
    noticedBy,
    () => flawedStore(flaw),
  ],
);

it.each([
  ...flaws,
  ['shares objects', 'copy records', sharingStore],
  ['caches records', 'starting at 1', cachingStore],
  ['has several clocks', 'now', skewedStore],
] as const)('storeContract: fails when a store %s', async (_, noticedBy, makeStore) => {
  const failures = await failuresOf(makeStore);
  expect([...failures.keys()]).toContainEqual(expect.stringContaining(noticedBy));
  for (const message of failures.values())
    expect(message).toMatch(
      /^(Of|After|A|The|get|put|list|now|\d+ increments|(list|summarize|summarizeDays)\(.*\)) .+\.$/,
    );
});

it('storeContract: closes the store when a test fails', async () => {
  let [opened, closed] = [0, 0];
  const failures = await failuresOf(() => {
    opened += 1;
    return { ...sharingStore(), close: () => void (closed += 1) };
  });
  expect(failures.size).toBeGreaterThan(0);
  expect(closed).toBe(opened);
});
