import { expect, test } from 'vitest';
import { LEASE_MS, SETTLE_MS, setScene, uploadsOf } from './scene.ts';
import { getJob } from '../../src/store/get-job.ts';

test('advance: keeps the results when a worker that was frozen in a poll ends its slice', async () => {
  const scene = await setScene({ clock: 'manual', processing: { queued: 0, takes: '1h' } });
  const { sandbox } = scene;
  expect(await scene.worker().advance()).toMatchObject({ state: 'submitted' });
  const thawed = Promise.withResolvers<void>();
  const polled = Promise.withResolvers<void>();
  const frozen = scene
    .worker({
      async fetch(input, init) {
        const response = await sandbox.fetch(input, init);
        polled.resolve();
        await thawed.promise;
        return response;
      },
    })
    .advance();
  await polled.promise;
  scene.elapse(LEASE_MS + 1);
  await sandbox.advance('1h');
  expect(await scene.worker().advance()).toMatchObject({ state: 'done' });
  thawed.resolve();
  expect(await frozen).toMatchObject({ state: 'done', done: true });
  expect(await scene.worker().jobs.get('crm')).toMatchObject({ state: 'done' });
});

test('advance: stores the time again when it was frozen between storing it and sending', async () => {
  const scene = await setScene();
  const { store, sandbox } = scene;
  const ages: number[] = [];
  let freezes = 1;
  const worker = scene.worker({
    store: {
      ...store,
      async put(record, version) {
        const isStored = await store.put(record, version);
        if (record.kind === undefined && record.state === 'sending' && freezes-- > 0)
          scene.elapse(SETTLE_MS / 10 + 1);
        return isStored;
      },
    },
    async fetch(input, init) {
      const { record } = (await getJob(store, 'crm')) ?? {};
      if (init?.method === 'POST') ages.push((await store.now()) - (record?.sentAt ?? 0));
      return sandbox.fetch(input, init);
    },
  });
  expect(await worker.advance()).toMatchObject({ upload: { original_filename: expect.any(String) } });
  expect(ages).toEqual([0]);
  expect(uploadsOf(scene)).toHaveLength(1);
});
