import { startRedis } from '@optimaldial/jobs-lab/redis';
import { Queue } from 'bullmq';

/** Number of jobs that are queued: more than workers can do in the time. */
const QUEUED = 200_000;
const BATCH = 5000;

/** Jobs a second that workers of BullMQ finish, on a Redis server that writes every change to disk. */
export async function noopsPerSecond(
  run: (program: string, url: string) => Promise<number>,
  seconds: number,
): Promise<number> {
  const server = await startRedis();
  try {
    const queue = new Queue('noop', { connection: { url: server.url } });
    for (let added = 0; added < QUEUED; added += BATCH) {
      await queue.addBulk(Array.from({ length: BATCH }, () => ({ name: 'noop', data: {} })));
    }
    await queue.close();
    return (await run(`${import.meta.dirname}/bullmq-worker.ts`, server.url)) / seconds;
  } finally {
    await server.stop();
  }
}
