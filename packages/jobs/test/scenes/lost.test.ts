import { expect, test } from 'vitest';
import { holdRequest } from './held-request.ts';
import { LEASE_MS, SETTLE_MS, list, setScene, uploadsOf } from './scene.ts';
import { getJob } from '../../src/store/get-job.ts';

test('advance: sends the list again after the settling time when the request was lost', async () => {
  const scene = await setScene();
  scene.sandbox.on('createUpload').fault('reset');
  expect(await scene.worker().advance()).toMatchObject({ state: 'sending', done: false });
  scene.elapse(SETTLE_MS - 1);
  const searching = {
    code: 'outcome_unknown',
    next: 'check',
    message: expect.stringMatching(/searches .* until \d{4}-/),
  };
  expect(await scene.worker().advance()).toMatchObject({ state: 'sending', done: false, error: searching });
  expect(scene.sandbox.requests('createUpload')).toHaveLength(2);
  scene.elapse(1);
  expect(await scene.finish()).toMatchObject({ state: 'done', upload: { status: 'completed' } });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test.each(['reset-after-commit', 'bad-gateway', 'truncate', 'timeout', 'stall'] as const)(
  'advance: finds the upload without sending again when the response is lost by %s',
  async (kind) => {
    const scene = await setScene({ settle: 60 });
    scene.sandbox.on('createUpload').fault(kind);
    const { state, again, error } = await scene.worker().advance();
    expect({ state, next: error?.next }).toEqual({ state: 'sending', next: 'check' });
    expect(again).toBeGreaterThan(0);
    const job = await scene.finish();
    expect(job).toMatchObject({ state: 'done', error: undefined });
    expect(uploadsOf(scene)).toEqual([job.upload?.id]);
    expect(scene.sandbox.requests('createUpload')).toHaveLength(2);
  },
);

test('advance: finds an upload that is created after its worker was killed', async () => {
  const scene = await setScene();
  const held = holdRequest(scene.sandbox);
  const killed = scene.worker({ fetch: held.fetch });
  void killed.advance();
  await held.isHeld;
  killed.kill();
  expect(await scene.worker().advance()).toMatchObject({ state: 'sending', again: expect.any(Number) });
  scene.elapse(LEASE_MS + 1);
  expect(await scene.worker().advance()).toMatchObject({ state: 'sending' });
  await held.arrive();
  const job = await scene.finish();
  expect(job.state).toBe('done');
  expect(uploadsOf(scene)).toEqual([job.upload?.id]);
});

test('advance: sends the list with its filename, once per attempt, whatever the client retries', async () => {
  const scene = await setScene();
  scene.sandbox.on('createUpload').fault('rate-limit');
  await scene.worker().advance();
  expect(scene.sandbox.requests('createUpload')).toHaveLength(2);
  const { record } = (await getJob(scene.store, 'crm')) ?? {};
  expect(record?.filename).toContain(record?.token);
  const { body } = scene.sandbox.requests('createUpload').at(-1) ?? {};
  expect(body).toMatchObject({ ...list, filename: record?.filename });
});
