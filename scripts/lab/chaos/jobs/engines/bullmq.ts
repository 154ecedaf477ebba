import { Queue } from 'bullmq';
import { BULLMQ_QUEUE } from '../crew/drivers/names.ts';
import type { Engine } from './engine.ts';

const RETRY_MS = 250;
/** More than any job needs: a job that uses them up is lost. */
const MOST = 10_000;

/** Opens BullMQ. */
export function openBullmq(url: string): Engine {
  const queue = new Queue<number>(BULLMQ_QUEUE, { connection: { url, maxRetriesPerRequest: 5 } });
  queue.on('error', () => undefined);
  return {
    async start(jobs) {
      await queue.addBulk(
        Array.from({ length: jobs }, (_, job) => ({
          name: 'run',
          data: job,
          opts: { jobId: `job-${job}`, attempts: MOST, backoff: { type: 'fixed', delay: RETRY_MS } },
        })),
      );
    },
    async state() {
      const finished = await queue.getCompleted();
      return {
        finished: finished.length,
        failed: await queue.getFailedCount(),
        recovered: finished.reduce((sum, { stalledCounter }) => sum + stalledCounter, 0),
      };
    },
    close: () => queue.close(),
  };
}
