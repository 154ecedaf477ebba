import { expect } from 'vitest';
import { SOON } from '../limits.ts';
import type { Scene } from '../scene.ts';

/** Much less than the 15 minutes that the job would wait. */
const CONTINUED_WITHIN = SOON;

/** Starts a job without enough credits, buys credits, and continues the job. */
export async function woken(scene: Scene): Promise<void> {
  const { sandbox } = scene;
  await scene.work(0);
  await scene.write('crm');
  await scene.start('crm');
  await scene.until('the error is printed', () => scene.output().includes('crm:'), SOON);
  expect(scene.posts('crm')).toHaveLength(1);
  sandbox.grant(1000);
  await scene.wake('crm');
  await scene.finished('crm', CONTINUED_WITHIN);
  expect(scene.posts('crm')).toHaveLength(2);
}
