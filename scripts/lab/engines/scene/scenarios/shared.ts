import { expect } from 'vitest';
import { SOON } from '../limits.ts';
import type { Scene } from '../scene.ts';

const LEAST_JOBS = 4;
const MOST_JOBS = 24;

/** Starts jobs until two workers have sent some of their lists. All of them end. */
export async function shared(scene: Scene): Promise<void> {
  await scene.work(0);
  await scene.work(1);
  const keys: string[] = [];
  const senders = (): Set<string> => new Set(keys.flatMap((key) => scene.posts(key)));
  while (keys.length < LEAST_JOBS || (senders().size < 2 && keys.length < MOST_JOBS)) {
    const key = `list-${keys.length}`;
    keys.push(key);
    await scene.write(key);
    await scene.start(key);
  }
  for (const key of keys) await scene.finished(key, SOON);
  expect([...senders()].toSorted()).toEqual(['worker 0', 'worker 1']);
}
