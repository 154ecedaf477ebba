import { expect } from 'vitest';
import { NOTICED, SOON } from '../limits.ts';
import type { Scene } from '../scene.ts';
import type { Worker } from '../worker.ts';

/**
 * Kills a worker while the server holds the response of its POST, and the worker that continues while the
 * server holds that of a poll. Each one is started again.
 */
export async function killedTwice(scene: Scene): Promise<void> {
  const { sandbox } = scene;
  const workers: Worker[] = [await scene.work(0), await scene.work(1)];
  await scene.write('crm');
  sandbox.on('createUpload').fault('timeout');
  sandbox.on('retrieveUpload').fault('timeout');
  await scene.start('crm');
  for (const [operation, seconds] of [
    ['createUpload', SOON],
    ['retrieveUpload', NOTICED],
  ] as const) {
    const isHeld = (): boolean => sandbox.faults().some((fault) => fault.operation === operation);
    await scene.until(`the response of ${operation} is held`, isHeld, seconds);
    const slot = Number(sandbox.requests(operation).at(-1)?.headers['x-worker']?.at(-1));
    await workers[slot]?.kill();
    workers[slot] = await scene.work(slot);
  }
  await scene.finished('crm', NOTICED);
  expect(scene.posts('crm')).toHaveLength(1);
}
