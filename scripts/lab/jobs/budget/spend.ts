/**
 * Continues all jobs until each has ended, or doesn't fit what is left of the budget:
 * spend.ts <address of the store as JSON> <credits a day>
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { isOutage, openStore, type StoreAddress } from '../stores/stores.ts';
import { costOf, EMPTY, KEYS, listOf } from './lists.ts';

/** Longer than a late request takes. */
const SETTLE_MS = 6000;
const LEASE_MS = 800;

// A suite that is killed leaves no processes behind.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

const [address = '', credits = ''] = process.argv.slice(2);
const { store, close } = openStore(JSON.parse(address) as StoreAddress);
const jobs = createJobs({
  client: createClient(),
  store,
  settle: SETTLE_MS,
  lease: LEASE_MS,
  budget: { credits: Number(credits), per: 'day' },
});
const stop = new AbortController();
const working = jobs.work({ list: listOf, concurrency: 1, signal: stop.signal });
// `work` looks at a job that doesn't fit only after minutes.
let left = KEYS;
while (left.length > 0) {
  const next: string[] = [];
  for (const key of left.toSorted(() => Math.random() - 0.5)) if (!(await isOver(key))) next.push(key);
  left = next;
  await sleep(100);
}
stop.abort();
await working;
await close();

async function isOver(key: string): Promise<boolean> {
  try {
    const { done, state } = await jobs.advance(key, listOf(key), { slice: 0 });
    if (done || state !== 'reserved') return done;
    // Not by its error, which is an earlier one while another process has the job.
    const { charged = 0 } = (await jobs.budget()) ?? {};
    return charged + costOf(key) + EMPTY > Number(credits);
  } catch (error) {
    if (isOutage(error)) return false;
    throw error;
  }
}
