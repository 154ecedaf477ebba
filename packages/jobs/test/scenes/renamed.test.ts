import { JobError } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { list, SETTLE_MS, setScene, uploadsOf, type Scene } from './scene.ts';

test('advance: finishes a job in an account that renames files', async () => {
  const scene = await setScene({ filenames: 'renamed' });
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

/** A job whose response was lost, in an account that renames files. */
async function needsReview(): Promise<Scene> {
  const scene = await setScene({ filenames: 'renamed' });
  scene.sandbox.on('createUpload').fault('reset-after-commit');
  await scene.worker().advance();
  scene.elapse(SETTLE_MS);
  await scene.finish();
  return scene;
}

test('run: explains what to do and pays nothing when the account renames files', async () => {
  const scene = await needsReview();
  const [made] = uploadsOf(scene);
  for (let slices = 0; slices < 5; slices += 1) {
    const error: unknown = await scene
      .worker()
      .jobs.run('crm', list)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(JobError);
    expect(error).toMatchObject({
      code: 'job_needs_review',
      next: 'person',
      message: expect.stringMatching(/OptimalDial web app.*`\{ adopt: id \}`.*`'resend'`.*jobs\.resolve/),
      job: { candidates: [{ id: made }] },
    });
    scene.elapse(SETTLE_MS);
  }
  expect(uploadsOf(scene)).toEqual([made]);
});

test('resolve: adopts the upload of an account that renames files', async () => {
  const scene = await needsReview();
  const [made = ''] = uploadsOf(scene);
  expect(await scene.worker().jobs.resolve('crm', { adopt: made })).toMatchObject({ state: 'submitted' });
  expect(await scene.finish()).toMatchObject({ state: 'done', upload: { id: made } });
  expect(uploadsOf(scene)).toEqual([made]);
});

test('resolve: refuses the upload of another job', async () => {
  const scene = await needsReview();
  const other = await scene.worker().jobs.run('other', { ...list });
  const adopt = other.upload?.id ?? '';
  await expect(scene.worker().jobs.resolve('crm', { adopt })).rejects.toThrow('belongs to job "other"');
  expect(await scene.worker().jobs.get('crm')).toMatchObject({ state: 'needs_review' });
});

test('resolve: sends the list again', async () => {
  const scene = await setScene({ filenames: 'renamed' });
  scene.sandbox.on('createUpload').fault('reset');
  await scene.worker().advance();
  await scene.uploadAsStranger();
  scene.elapse(SETTLE_MS);
  expect(await scene.finish()).toMatchObject({ state: 'needs_review' });
  await scene.worker().jobs.resolve('crm', 'resend');
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('resolve: abandons the job, which then never resends', async () => {
  const scene = await needsReview();
  await scene.worker().jobs.resolve('crm', 'abandon');
  expect(await scene.finish()).toMatchObject({ state: 'failed', done: true, again: 0 });
  await expect(scene.worker().jobs.run('crm', list)).rejects.toMatchObject({ code: 'job_failed' });
  expect(uploadsOf(scene)).toHaveLength(1);
});
