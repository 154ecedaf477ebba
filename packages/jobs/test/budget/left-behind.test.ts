import type { JobStore } from '@optimaldial/jobs';
import { expect, test, vi } from 'vitest';
import { getJob } from '../../src/store/get-job.ts';
import { listOf, setUpBudget, type BudgetScene } from './set-up-budget.ts';

const NOW = { slice: 0 };
const died = new Error('The process died.');

type Put = Parameters<JobStore['put']>[0];

/** Advances the job `crm` in a process that dies at the first put that fits. */
async function dieAt({ worker, store }: BudgetScene, fits: (record: Put) => boolean): Promise<void> {
  let isDead = false;
  const jobs = worker({
    store: {
      ...store,
      put(record, version) {
        isDead ||= fits(record);
        return isDead ? Promise.reject(died) : store.put(record, version);
      },
    },
  });
  await expect(jobs.advance('crm', listOf(100), NOW)).rejects.toThrow(died);
}

/** Lets a worker reserve the price of the job `crm` after another one has finished it. */
function staleStore({ worker, store }: BudgetScene, isDying: boolean): JobStore {
  let isStale = false;
  return {
    ...store,
    async put(record, version) {
      if (record.kind === 'ledger' && !isStale) {
        isStale = true;
        expect(await worker().advance('crm', listOf(100), NOW)).toMatchObject({ state: 'done' });
      } else if (record.kind === undefined && isDying && isStale) throw died;
      return store.put(record, version);
    },
  };
}

test('budget: reuses the entry of a killed worker', async () => {
  const scene = setUpBudget();
  const { worker, ledger } = scene;
  await dieAt(scene, (record) => record.kind === undefined && record.state === 'sending');
  expect(await ledger()).toEqual({ charged: 0, reserved: [110] });
  expect(
    await worker({ budget: { credits: 110, per: 'day' } }).advance('crm', listOf(100), NOW),
  ).toMatchObject({
    state: 'done',
  });
  expect(await ledger()).toEqual({ charged: 100, reserved: [] });
});

test('budget: replaces the entry of a killed worker when the record has changed since', async () => {
  const scene = setUpBudget();
  const { worker, ledger, store } = scene;
  await dieAt(scene, (record) => record.kind === undefined && record.state === 'sending');
  const { record, version } = (await getJob(store, 'crm')) ?? {};
  if (record !== undefined) await store.put(record, version ?? 0);
  expect(await worker().advance('crm', listOf(100), NOW)).toMatchObject({ state: 'done' });
  expect(await ledger()).toEqual({ charged: 100, reserved: [] });
});

test('budget: leaves no entry when a worker reserves a price that another one has paid', async () => {
  const scene = setUpBudget();
  const stale = scene.worker({ store: staleStore(scene, false) });
  expect(await stale.advance('crm', listOf(100), NOW)).toMatchObject({ state: 'done' });
  expect(scene.sandbox.uploads()).toHaveLength(1);
  expect(await scene.ledger()).toEqual({ charged: 100, reserved: [] });
});

test('budget: charges once when a worker reserves a price that another one has paid but not yet stored', async () => {
  const { worker, store, ledger, sandbox } = setUpBudget();
  let stale: Promise<unknown> | undefined;
  const paying = worker({
    store: {
      ...store,
      async put(record, version) {
        if (record.kind === undefined && record.state === 'done') await stale;
        return store.put(record, version);
      },
    },
  });
  await new Promise<void>((resolve, reject) => {
    let isFirst = true;
    const slow = worker({
      store: {
        ...store,
        async put(record, version) {
          if (record.kind === 'ledger' && isFirst) {
            isFirst = false;
            const paid = paying.advance('crm', listOf(100), NOW);
            paid.then(() => resolve(), reject);
            await vi.waitFor(async () => expect(await ledger()).toEqual({ charged: 100, reserved: [] }));
          }
          return store.put(record, version);
        },
      },
    });
    stale = slow.advance('crm', listOf(100), NOW);
  });
  expect(sandbox.uploads()).toHaveLength(1);
  expect(await ledger()).toEqual({ charged: 100, reserved: [] });
});

test('budget: closes the entry of a job that has ended when another list needs the credits', async () => {
  const scene = setUpBudget();
  const stale = scene.worker({ store: staleStore(scene, true) });
  await expect(stale.advance('crm', listOf(100), NOW)).rejects.toThrow(died);
  expect(await scene.ledger()).toEqual({ charged: 100, reserved: [110] });
  expect(await scene.worker().advance('other', listOf(100), NOW)).toMatchObject({ state: 'done' });
  expect(await scene.ledger()).toEqual({ charged: 200, reserved: [] });
});

test('budget: charges an upload for a killed worker when another list needs the credits', async () => {
  const scene = setUpBudget();
  const { worker, ledger } = scene;
  let ledgers = 0;
  await dieAt(scene, ({ kind }) => kind === 'ledger' && ++ledgers === 2);
  expect(await ledger()).toEqual({ charged: 0, reserved: [110] });
  expect(await worker().advance('other', listOf(190), NOW)).toMatchObject({ state: 'done' });
  expect(await ledger()).toEqual({ charged: 290, reserved: [] });
  // The lease of the killed worker has ended.
  scene.elapse(30_001);
  expect(await worker().advance('crm', undefined, NOW)).toMatchObject({ state: 'done' });
  expect(await ledger()).toEqual({ charged: 290, reserved: [] });
});
