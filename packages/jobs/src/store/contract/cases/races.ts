import { getJob } from '../../get-job.ts';
import type { JobStore } from '../../store.ts';
import { type Case, check } from '../case.ts';
import { proveStored } from '../prove-stored.ts';
import { sampleRecord } from '../sample-record.ts';

const HANDLES = 4;

/** `put` is a compare-and-set over all handles. */
export const RACES: readonly Case[] = [
  {
    name: 'put: stores exactly one of many concurrent records of a version',
    async prove(open) {
      const stores = await openAll(open);
      const handle = (index: number): JobStore => stores[index % HANDLES] ?? stores[0];
      for (let version = 0; version < 5; version += 1) {
        const records = Array.from({ length: 16 }, (_, index) =>
          sampleRecord('key', { token: `${version}.${index}` }),
        );
        const results = await Promise.all(records.map((record, index) => handle(index).put(record, version)));
        const winners = records.filter((_, index) => results[index]);
        const [winner] = winners;
        check(
          winners.length === 1 && winner !== undefined,
          `Of 16 concurrent puts of version ${version}, exactly one must resolve with true, got ${winners.length}.`,
        );
        const other = 'After concurrent puts, get must return the record whose put resolved with true.';
        for (const store of stores) await proveStored(store, winner, other);
      }
    },
  },
  {
    name: 'put: loses no update when several handles increment a number',
    async prove(open) {
      const stores = await openAll(open);
      const each = 10;
      await Promise.all(stores.map((store) => increment(store, each)));
      const found = await getJob(stores[0], 'counter');
      const expected = each * HANDLES;
      check(
        found?.record.parts === expected && found.version === expected,
        `${expected} increments must give ${expected} and version ${expected}, got ${found?.record.parts} and ${found?.version}.`,
      );
    },
  },
];

function openAll(open: () => Promise<JobStore>): Promise<[JobStore, ...JobStore[]]> {
  return Promise.all([open(), open(), open(), open()]);
}

async function increment(store: JobStore, times: number): Promise<void> {
  for (let done = 0, attempts = 0; done < times; attempts += 1) {
    check(attempts < 10_000, 'put must make progress: of concurrent puts, one must succeed.');
    const found = await getJob(store, 'counter');
    const record = sampleRecord('counter', { parts: (found?.record.parts ?? 0) + 1 });
    if (await store.put(record, found?.version ?? 0)) done += 1;
  }
}
