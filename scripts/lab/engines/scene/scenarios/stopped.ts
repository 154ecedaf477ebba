import { expect } from 'vitest';
import { NOTICED, SOON } from '../limits.ts';
import type { Scene } from '../scene.ts';

/** How long orchestrators wait before they kill a process, in ms. */
const STOPPED_WITHIN = 30_000;

/** Stops a worker while its job waits for slow responses. Another worker continues the job. */
export async function stopped(scene: Scene): Promise<void> {
  const { sandbox } = scene;
  const first = await scene.work(0);
  await scene.write('crm');
  sandbox.on('retrieveUpload').fault('slow', { delay: 1000, times: 100 });
  await scene.start('crm');
  await scene.until('the worker polls', () => sandbox.faults().length > 0, SOON);
  const start = performance.now();
  expect(await first.stop()).toBe(0);
  expect(performance.now() - start).toBeLessThan(STOPPED_WITHIN);
  // Else another worker would have to wait for it.
  expect(await scene.isLeased('crm')).toBe(false);
  sandbox.reset();
  await scene.work(0);
  await scene.finished('crm', NOTICED);
  expect(scene.output()).not.toMatch(/unhandled/i);
}
