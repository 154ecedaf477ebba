import { setTimeout as sleep } from 'node:timers/promises';
import type { Postgres } from '@optimaldial/jobs-lab/postgres';
import { expect } from 'vitest';
import { NOTICED, SOON } from '../limits.ts';
import type { Scene } from '../scene.ts';
import type { Worker } from '../worker.ts';

/** How long PostgreSQL is down, in ms. */
const DOWN = 3000;
const KEYS = ['list-0', 'list-1', 'list-2'];

/**
 * Kills PostgreSQL while two workers are busy, and starts it again, and the workers that have ended in the
 * meantime, as a supervisor does.
 */
export async function restarted(scene: Scene, postgres: Postgres): Promise<void> {
  const { sandbox } = scene;
  const workers: Worker[] = [await scene.work(0), await scene.work(1)];
  for (const key of KEYS) await scene.write(key);
  // The responses arrive when PostgreSQL is down, so they can't be stored.
  sandbox.on('createUpload').fault('slow', { delay: DOWN / 2, times: KEYS.length });
  for (const key of KEYS) await scene.start(key);
  // All of them: a list that was about to be sent, and wasn't, is only resent after the settling time.
  await scene.until('the lists are being sent', () => sandbox.faults().length === KEYS.length, SOON);
  await postgres.crash();
  await sleep(DOWN);
  await postgres.restart();
  // A worker may notice the crash, and end, long after it.
  const haveEnded = async (): Promise<boolean> => {
    for (const [slot, worker] of workers.entries()) {
      if (worker.hasEnded()) workers[slot] = await scene.work(slot);
    }
    const jobs = await Promise.all(KEYS.map((key) => scene.get(key)));
    return jobs.every((job) => job?.state === 'done');
  };
  await scene.until('all jobs are done', haveEnded, NOTICED);
  for (const key of KEYS) {
    await scene.finished(key, NOTICED);
    expect(scene.posts(key)).toHaveLength(1);
  }
}
