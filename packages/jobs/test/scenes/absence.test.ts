import { createJobs } from '@optimaldial/jobs';
import { createClient } from '@optimaldial/client';
import { phoneNumbers } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { SETTLE_MS, setScene, uploadsOf, type Scene } from './scene.ts';
import { getJob } from '../../src/store/get-job.ts';

/** Sends the list of the job, and loses the request. */
async function loseRequest(scene: Scene): Promise<void> {
  scene.sandbox.on('createUpload').fault('reset');
  expect(await scene.worker().advance()).toMatchObject({ state: 'sending' });
}

/** Finishes another job of the store. */
async function runOther({ sandbox, store }: Scene): Promise<void> {
  const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
  await createJobs({ client, store }).run('other', { phone_numbers: phoneNumbers(100), filename: 'o.csv' });
}

test('advance: needs review when a stranger uploaded and nothing shows that filenames are kept', async () => {
  const scene = await setScene();
  await loseRequest(scene);
  const stranger = await scene.uploadAsStranger();
  scene.elapse(SETTLE_MS);
  const job = await scene.finish();
  expect(job).toMatchObject({ state: 'needs_review', reason: 'no_proof', candidates: [{ id: stranger }] });
  expect(job.error?.message).toContain('jobs.resolve');
  expect(uploadsOf(scene)).toHaveLength(0);
});

test('advance: continues a job that needs review when the upload appears', async () => {
  const scene = await setScene();
  await loseRequest(scene);
  await scene.uploadAsStranger();
  scene.elapse(SETTLE_MS);
  await scene.finish();
  const { record } = (await getJob(scene.store, 'crm')) ?? {};
  const late = await scene.uploadAsStranger(record?.filename);
  expect(await scene.finish()).toMatchObject({ state: 'done', upload: { id: late } });
});

test('advance: resends when a stranger uploaded and another job shows that filenames are kept', async () => {
  const scene = await setScene();
  await loseRequest(scene);
  await scene.uploadAsStranger();
  await runOther(scene);
  scene.elapse(SETTLE_MS);
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: resends when only other jobs of the store uploaded', async () => {
  const scene = await setScene({ filenames: 'renamed' });
  await loseRequest(scene);
  await runOther(scene);
  scene.elapse(SETTLE_MS);
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: needs review instead of sending again when the key belongs to another organization', async () => {
  const scene = await setScene();
  scene.sandbox.on('createUpload').fault('reset-after-commit');
  await scene.worker().advance();
  scene.elapse(SETTLE_MS);
  const other = { apiKey: scene.sandbox.createKey({ organization: 'new' }) };
  expect(await scene.finish(other)).toMatchObject({ state: 'needs_review', reason: 'no_proof' });
  // With the right key, it is found.
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: refuses a key of another organization that has uploads', async () => {
  const scene = await setScene();
  scene.sandbox.on('createUpload').fault('reset-after-commit');
  await scene.worker().advance();
  const apiKey = scene.sandbox.createKey({ organization: 'new' });
  const client = createClient({ apiKey, fetch: scene.sandbox.fetch });
  const { organization_id } = await client.uploads.create({ phone_numbers: phoneNumbers(100) });
  for (const elapsed of [0, SETTLE_MS]) {
    scene.elapse(elapsed);
    await expect(scene.worker({ apiKey }).advance()).rejects.toMatchObject({
      code: 'job_conflict',
      message: expect.stringContaining(`the API key belongs to ${organization_id}`),
    });
  }
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: needs review with all uploads of its filename when there are several', async () => {
  const scene = await setScene();
  await loseRequest(scene);
  const { record } = (await getJob(scene.store, 'crm')) ?? {};
  const ids = [
    await scene.uploadAsStranger(record?.filename),
    await scene.uploadAsStranger(record?.filename),
  ];
  const job = await scene.finish();
  expect(job).toMatchObject({ state: 'needs_review', reason: 'several_found' });
  expect(job.candidates.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  const { jobs } = scene.worker();
  await expect(jobs.resolve('crm', 'resend')).rejects.toThrow('Adopt one of them');
  await jobs.resolve('crm', { adopt: ids[0] ?? '' });
  expect(await scene.finish()).toMatchObject({ state: 'done', upload: { id: ids[0] } });
});

test('resolve: does not adopt the upload of another job', async () => {
  const scene = await setScene();
  await loseRequest(scene);
  await scene.uploadAsStranger();
  scene.elapse(SETTLE_MS);
  await scene.finish();
  await runOther(scene);
  const { jobs } = scene.worker();
  const adopt = (await jobs.get('other'))?.upload?.id ?? '';
  await expect(jobs.resolve('crm', { adopt })).rejects.toThrow('belongs to job "other"');
});
