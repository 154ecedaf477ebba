import { expect, test } from 'vitest';
import { holdRequest } from './held-request.ts';
import { LEASE_MS, SETTLE_MS, setScene, uploadsOf } from './scene.ts';

test('advance: leaves a job alone while another worker has the lease', async () => {
  const scene = await setScene();
  const held = holdRequest(scene.sandbox);
  const first = scene.worker({ fetch: held.fetch });
  void first.advance();
  await held.isHeld;
  const before = scene.sandbox.requests().length;
  scene.elapse(LEASE_MS - 1);
  expect(await scene.worker().advance()).toMatchObject({ state: 'sending', done: false });
  expect(scene.sandbox.requests()).toHaveLength(before);
  first.kill();
});

test('advance: takes over a job whose worker is frozen in its request, and both get the upload', async () => {
  const scene = await setScene();
  const held = holdRequest(scene.sandbox);
  const frozen = scene.worker({ fetch: held.fetch }).advance();
  await held.isHeld;
  await held.arrive();
  scene.elapse(LEASE_MS + 1);
  const job = await scene.worker().advance();
  expect(job.state).toBe('done');
  held.respond();
  expect(await frozen).toMatchObject({ state: 'done', upload: { id: job.upload?.id } });
  expect(uploadsOf(scene)).toEqual([job.upload?.id]);
});

test('advance: stores the upload of a frozen worker whose lease has ended', async () => {
  const scene = await setScene();
  const held = holdRequest(scene.sandbox);
  const frozen = scene.worker({ fetch: held.fetch }).advance();
  await held.isHeld;
  scene.elapse(LEASE_MS + 1);
  expect(await scene.worker().advance()).toMatchObject({ state: 'sending' });
  await held.arrive();
  held.respond();
  expect(await frozen).toMatchObject({ state: 'done' });
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
  expect(scene.sandbox.requests('createUpload')).toHaveLength(2);
});

test('advance: needs review with both uploads when a request arrives after the settling time', async () => {
  const scene = await setScene();
  const held = holdRequest(scene.sandbox);
  const frozen = scene.worker({ fetch: held.fetch }).advance();
  await held.isHeld;
  scene.elapse(SETTLE_MS + 1);
  const { upload } = await scene.finish();
  await held.arrive();
  held.respond();
  const job = await frozen;
  expect(job).toMatchObject({ state: 'needs_review', reason: 'sent_twice', done: false });
  const ids = uploadsOf(scene);
  expect(ids).toHaveLength(2);
  expect(job.candidates.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(job.error?.message).toContain('two uploads were created');

  await scene.worker().jobs.resolve('crm', { adopt: upload?.id ?? '' });
  expect(await scene.finish()).toMatchObject({ state: 'done', upload: { id: upload?.id } });
  expect(uploadsOf(scene)).toHaveLength(2);
});

test('advance: ends a worker that lost its job without changing what the other one stored', async () => {
  const scene = await setScene();
  const blocked = Promise.withResolvers<void>();
  const reading = Promise.withResolvers<void>();
  const slow = scene.worker({
    async fetch(input, init) {
      const response = await scene.sandbox.fetch(input, init);
      if (init?.method === 'POST') return response;
      reading.resolve();
      await blocked.promise;
      return response;
    },
  });
  // Held while it reads the mark, before it has stored that it sends.
  const late = slow.advance();
  await reading.promise;
  const job = await scene.worker().advance();
  expect(job.state).toBe('done');
  blocked.resolve();
  expect(await late).toMatchObject({ state: 'done', upload: { id: job.upload?.id } });
  expect(uploadsOf(scene)).toHaveLength(1);
});
