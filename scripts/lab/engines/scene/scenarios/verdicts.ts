import { phoneNumbers } from '@optimaldial/testing';
import { expect } from 'vitest';
import { SOON } from '../limits.ts';
import { csv, type Scene } from '../scene.ts';

/** Longer than a slice, so that the engine has to wait, not the slice. */
const RETRY_AFTER = 12;

/**
 * Starts jobs that fail in every way. The engine must retry none of them, except the one whose error has a
 * `retryAfter`, which comes back once that has passed. A list that was given up can be corrected.
 */
export async function verdicts(scene: Scene): Promise<void> {
  const { sandbox } = scene;
  await scene.work(0);
  const reported = (key: string): string[] =>
    scene
      .output()
      .split('\n')
      .filter((line) => line.includes(`${key}:`));

  // 400: `give_up`.
  await scene.write('refused', csv(50));
  // 402: `person`.
  await scene.write('unpaid', csv(300));
  // `advance` throws, because the key was used for another list.
  await scene.write('conflict');
  const other = { phone_numbers: phoneNumbers(100) };
  // A slice can be over before it has sent the list.
  const send = async () => (await scene.jobs.advance('conflict', other, { slice: 1 })).upload;
  await scene.until('another list is sent for conflict', send, SOON);
  for (const key of ['refused', 'unpaid', 'conflict']) {
    await scene.start(key);
    await scene.until(`the error is printed for ${key}`, () => reported(key).length > 0, SOON);
  }
  expect(['refused', 'unpaid', 'conflict'].map((key) => scene.posts(key).length)).toEqual([1, 1, 0]);

  await scene.write('limited');
  sandbox.on('createUpload').reply(429, undefined, { 'retry-after': String(RETRY_AFTER) });
  await scene.start('limited');
  const refused = await scene.until(
    'the list is refused by the rate limit',
    async () => [await scene.get('limited')].find((job) => job?.error?.code === 'rate_limited'),
    SOON,
  );
  // Also forgets the requests so far.
  sandbox.reset();
  await scene.finished('limited', SOON);
  const sent = Date.parse((await scene.get('limited'))?.upload?.created_at ?? '');
  expect(sent - refused.updatedAt).toBeGreaterThan(RETRY_AFTER * 1000 - 100);
  expect(scene.posts('limited')).toHaveLength(1);
  for (const key of ['refused', 'unpaid', 'conflict']) {
    expect(scene.posts(key)).toEqual([]);
    expect(reported(key)).toHaveLength(1);
  }

  // The engine has given the job up, so its key can be started again.
  await scene.write('refused');
  await scene.start('refused');
  await scene.finished('refused', SOON);
}
