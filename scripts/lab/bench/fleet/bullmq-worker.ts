/**
 * Runs jobs of BullMQ that do nothing until it is stopped, and reports how many it has finished.
 *
 *   node bullmq-worker.ts <URL of Redis>
 */
import { Worker } from 'bullmq';

let finished = 0;
const worker = new Worker('noop', () => Promise.resolve(), {
  connection: { url: process.argv[2] ?? '' },
  concurrency: 8,
  autorun: false,
});
worker.on('completed', () => void (finished += 1));
worker.on('error', (error) => console.error(error));
process.on('disconnect', () => process.exit());
process.on('message', (message) => void (message === 'stop' ? stop() : worker.run()));
await worker.waitUntilReady();
process.send?.('ready');

async function stop(): Promise<void> {
  process.send?.(finished);
  await worker.close();
  process.disconnect();
}
