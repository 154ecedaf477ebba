import { expect } from 'vitest';
import { SOON } from '../limits.ts';
import type { Scene } from '../scene.ts';

const LEAST_JOBS = 4;
const MOST_JOBS = 24;
/** Longer than it takes to start as many jobs as a worker continues at the same time, in ms. */
const SLOW_MS = 20_000;

/** Starts jobs until two workers have sent some of their lists. All of them end. */
export async function shared(scene: Scene): Promise<void> {
  await scene.work(0);
  await scene.work(1);
  const keys: string[] = [];
  const senders = (): Set<string> => new Set(keys.flatMap((key) => scene.posts(key)));
  const { sandbox } = scene;
  while (keys.length < LEAST_JOBS || (senders().size < 2 && keys.length < MOST_JOBS)) {
    // A worker that always polls first takes every job until it is busy.
    if (keys.length === LEAST_JOBS)
      sandbox.on('createUpload').fault('slow', { delay: SLOW_MS, times: MOST_JOBS });
    const key = `list-${keys.length}`;
    keys.push(key);
    await scene.write(key);
    await scene.start(key);
  }
  for (const key of keys) await scene.finished(key, SOON);
  expect([...senders()].toSorted()).toEqual(['worker 0', 'worker 1']);
}
