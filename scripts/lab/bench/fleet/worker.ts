/**
 * Works on the jobs of a store until it is stopped, and reports how many it has finished.
 *
 *   node worker.ts <store as JSON>
 */
import { createJobs } from '@optimaldial/jobs';
import { openStore, type StoreAddress } from '@optimaldial/jobs-lab/stores';
import { fakeClient } from './fake-api.ts';
import { LIST } from './records.ts';

const opened = openStore(JSON.parse(process.argv[2] ?? '') as StoreAddress);
const jobs = createJobs({ client: fakeClient(), store: opened.store });
const stop = new AbortController();
let finished = 0;

process.on('message', (message) => {
  if (message === 'stop') stop.abort();
  else void work();
});
process.on('disconnect', () => process.exit());
await jobs.get('warm-up');
process.send?.('ready');

async function work(): Promise<void> {
  await jobs.work({
    list: () => LIST,
    concurrency: 8,
    signal: stop.signal,
    onProgress: ({ done }) => void (done && !stop.signal.aborted && (finished += 1)),
    onError: (error) => console.error(error),
  });
  process.send?.(finished);
  await opened.close();
  process.disconnect();
}
