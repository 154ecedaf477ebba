import { expect } from 'vitest';
import type { Scene } from '../scene.ts';

/** Longer than a slice, and shorter than the 30 seconds that orchestrators wait. */
const STOPPED_WITHIN = 20_000;
/** Shorter than a lease, so that a lease that is left is noticed. */
const CONTINUED_WITHIN = 20;

/** Stops a worker while its job waits for slow responses. Another worker continues the job. */
export async function stopped(scene: Scene): Promise<void> {
  const { sandbox } = scene;
  const first = await scene.work(0);
  await scene.write('crm');
  sandbox.on('retrieveUpload').fault('slow', { delay: 3000, times: 100 });
  await scene.start('crm');
  await scene.until('the worker polls', () => sandbox.faults().length > 0, 60);
  const start = performance.now();
  expect(await first.stop()).toBe(0);
  expect(performance.now() - start).toBeLessThan(STOPPED_WITHIN);
  sandbox.reset();
  await scene.work(0);
  await scene.finished('crm', CONTINUED_WITHIN);
  expect(scene.output()).not.toMatch(/unhandled/i);
}
