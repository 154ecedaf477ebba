/** Advances jobs until the budget is spent: node spend-worker.ts folder baseUrl apiKey credits count */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@optimaldial/client';
import { phoneNumbers } from '@optimaldial/testing';
import { createJobs } from '../../src/index.ts';
import { fileStore } from '../../src/store/file/index.ts';

const [folder = '', baseUrl = '', apiKey = '', credits = '', count = ''] = process.argv.slice(2);
const jobs = createJobs({
  client: createClient({ baseUrl, apiKey }),
  store: fileStore(folder),
  settle: 3000,
  lease: 500,
  budget: { credits: Number(credits), per: 'day' },
});
// The last 10 aren't charged.
const list = { phone_numbers: [...phoneNumbers(100), ...Array.from({ length: 10 }, () => '')] };
/** Until other prices are known. A longer one is that until the next day. */
const SOON_SECONDS = 10;

let left = Array.from({ length: Number(count) }, (_, index) => `job-${index}`);
while (left.length > 0) {
  const next: string[] = [];
  for (const key of left.toSorted(() => Math.random() - 0.5)) {
    const { done, error } = await jobs.advance(key, list, { slice: 0 });
    const isSpent = error?.code === 'job_over_budget' && (error.retryAfter ?? 0) > SOON_SECONDS;
    if (!done && !isSpent) next.push(key);
  }
  left = next;
  await sleep(20);
}
