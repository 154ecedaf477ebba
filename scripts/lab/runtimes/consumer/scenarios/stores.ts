import { storeContract, type StoreUnderTest } from '@optimaldial/jobs/contract';

/**
 * Runs the contract of stores on each store, one test after the other.
 *
 * @returns the names of the stores
 * @throws what a test throws, with its name
 */
export async function proveStores(stores: Readonly<Record<string, () => StoreUnderTest>>): Promise<string[]> {
  for (const [store, make] of Object.entries(stores)) {
    const tests: [string, () => Promise<void>][] = [];
    storeContract((name, run) => tests.push([name, run]), make);
    if (tests.length === 0) throw new Error('storeContract registered no test.');
    for (const [name, run] of tests) {
      await run().catch((cause: unknown) => {
        throw new Error(`${store}: ${name}`, { cause });
      });
    }
  }
  return Object.keys(stores);
}
