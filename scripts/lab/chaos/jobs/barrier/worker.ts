/**
 * Sends the same jobs as another process, each at the same instant.
 *
 *   node worker.ts <order as JSON>
 */
import { createClient } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { phoneNumbers } from '@optimaldial/testing';
import { broken, type Variant } from '../store/broken-stores.ts';
import type { Account } from '../server/server.ts';
import { openStore, type StoreAddress } from '@optimaldial/jobs-lab/stores';

/** What a worker is started with. */
export interface Order {
  readonly account: Account;
  readonly store: StoreAddress;
  readonly variant: Variant | undefined;
}

const { account, store, variant } = JSON.parse(process.argv[2] ?? '') as Order;
const opened = openStore(store).store;
const jobs = createJobs({
  client: createClient({ apiKey: account.apiKey, baseUrl: account.url }),
  store: variant === undefined ? opened : broken(opened, variant),
});
const list = { phone_numbers: phoneNumbers(100), filename: 'list.csv' };

process.on('message', (round: number) => void go(round));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function go(round: number): Promise<void> {
  try {
    await jobs.advance(`job-${round}`, { ...list, filename: `round-${round}-.csv` }, { slice: 0 });
    process.send?.('done');
  } catch (error) {
    process.send?.(String(error));
  }
}
