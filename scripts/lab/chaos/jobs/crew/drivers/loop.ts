import { setTimeout as delay } from 'node:timers/promises';
import { AGAIN_MS, type Shift } from './driver.ts';

/** Advances all jobs that are due, some at a time, until they end. */
export async function loop({ order, random, signal, advance }: Shift): Promise<void> {
  const ended = new Set(order.ended);
  const due = new Map<number, number>();
  for (let job = 0; job < order.jobs; job += 1) if (!ended.has(job)) due.set(job, 0);
  const running = new Set<Promise<void>>();

  const run = async (job: number): Promise<void> => {
    due.set(job, Infinity);
    let again: number | undefined = AGAIN_MS;
    try {
      const progress = await advance(job);
      again = progress.done ? undefined : Math.min(progress.again, AGAIN_MS);
    } catch {
      // Reported by `advance`. The job is due again later.
    }
    if (again === undefined) due.delete(job);
    else due.set(job, Date.now() + again);
  };

  while (due.size > 0 && !signal.aborted) {
    const ready = [...due].filter(([, time]) => time <= Date.now()).map(([job]) => job);
    while (running.size < order.lanes && ready.length > 0) {
      // Half of the time the first one, so that workers meet.
      const [job] = ready.splice(random() < 0.5 ? 0 : Math.floor(random() * ready.length), 1);
      if (job === undefined) break;
      const work = run(job).finally(() => running.delete(work));
      running.add(work);
    }
    await delay(20);
  }
  await Promise.all(running);
}
