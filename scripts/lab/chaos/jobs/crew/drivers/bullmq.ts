import { once } from 'node:events';
import { DelayedError, Worker } from 'bullmq';
import type { Shift } from './driver.ts';
import { BULLMQ_QUEUE } from './names.ts';
import { slice } from './slice.ts';

/** Shorter than a worker is frozen, so that locks are lost. */
const LOCK = { lockDuration: 1000, stalledInterval: 1000, maxStalledCount: 10_000 };

/** Runs the worker of BullMQ: a job is delayed after each slice. */
export async function bullmq(shift: Shift): Promise<void> {
  const { order, signal } = shift;
  const worker = new Worker<number>(
    BULLMQ_QUEUE,
    async (job, token) => {
      const again = await slice(shift, job.data);
      if (again < 0) return;
      await job.moveToDelayed(Date.now() + again, token);
      throw new DelayedError();
    },
    { connection: { url: order.store.at, maxRetriesPerRequest: null }, concurrency: order.lanes, ...LOCK },
  );
  worker.on('failed', () => shift.countRetry());
  // Lost locks and connections. The queue shows in the end whether every job was finished.
  worker.on('error', () => undefined);
  if (!signal.aborted && order.jobs > 0) await once(signal, 'abort');
  await worker.close();
}
