import type { JobRecord } from '@optimaldial/jobs';
import { jobWith, keyOf, rowsOf } from './server/lists.ts';
import type { Ledger } from './server/server.ts';

/** What the uploads of the server and the records of the store say about each other. */
export interface Comparison {
  /** Jobs with more than one upload. */
  readonly chargedTwice: number;
  /** Jobs without an upload, or whose record names another one. */
  readonly lost: number;
  /** Jobs that didn't end as their upload did. */
  readonly unfinished: number;
  /** Credits charged beyond the price of all lists. */
  readonly overcharged: number;
  /** Jobs whose upload failed. */
  readonly failed: ReadonlySet<number>;
}

/** Compares the uploads of the server with the records of the store. */
export function compare(
  jobs: number,
  accounts: number,
  { made, charged }: Ledger,
  records: readonly JobRecord[],
): Comparison {
  const uploads = Map.groupBy(made, ({ rows, account }) => jobWith(rows, account, accounts));
  const stored = new Map(records.map((record) => [record.key, record]));
  let [chargedTwice, lost, unfinished, price] = [0, 0, 0, 0];
  const failed = new Set<number>();
  for (let job = 0; job < jobs; job += 1) {
    const found = uploads.get(job) ?? [];
    const record = stored.get(keyOf(job));
    const rows = rowsOf(job, accounts);
    if (found.length > 1) chargedTwice += 1;
    if (!found.some(({ id }) => id === record?.upload?.id)) lost += 1;
    // Not by the number of rows: a busy server can complete an upload before it is made to fail.
    const expected = found.some(({ status }) => status === 'completed') ? 'done' : 'failed';
    if (record?.state !== expected) unfinished += 1;
    if (expected === 'failed') failed.add(job);
    price += rows;
  }
  return { chargedTwice, lost, unfinished, overcharged: charged - price, failed };
}
