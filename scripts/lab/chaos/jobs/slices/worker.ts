/**
 * Advances a job by one slice, and ends.
 *
 *   node worker.ts <order as JSON>
 */
import { createClient } from '@optimaldial/client';
import { createJobs, type Progress } from '@optimaldial/jobs';
import { phoneNumbers } from '@optimaldial/testing';
import type { Account } from '../server/server.ts';
import { openStore, type StoreAddress } from '@optimaldial/jobs-lab/stores';

/** What a worker is started with. */
export interface Order {
  readonly account: Account;
  readonly store: StoreAddress;
  /** Path of the results. */
  readonly path: string;
  /** Length of the slice in ms. */
  readonly slice: number;
}

/** What a worker did. */
export type Sliced = Pick<Progress, 'state' | 'done' | 'again'> & { readonly ms: number };

const { account, store, path, slice } = JSON.parse(process.argv[2] ?? '') as Order;
const client = createClient({ apiKey: account.apiKey, baseUrl: account.url });
const opened = openStore(store);
const jobs = createJobs({ client, store: opened.store });
const list = { phone_numbers: phoneNumbers(100), filename: 'list.csv' };
const started = performance.now();
const { state, done, again } = await jobs.advance('night', list, {
  slice,
  save: { 'processed-filtered': path },
});
await opened.close();
process.send?.({ state, done, again, ms: performance.now() - started } satisfies Sliced);
process.disconnect();
