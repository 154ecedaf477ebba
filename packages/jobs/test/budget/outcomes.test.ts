import { expect, test } from 'vitest';
import { getJob } from '../../src/store/get-job.ts';
import { DAY, EMPTY, listOf, NEXT_DAY, setUpBudget, type BudgetScene } from './set-up-budget.ts';

const NOW = { slice: 0 };
const SETTLE_MS = 900_000;
const list = listOf(150);
const PRICE = 150 + EMPTY;

/** Sends the list of the job `crm`, without a response. */
async function loseResponse({ worker, sandbox }: BudgetScene, kind: 'reset' | 'reset-after-commit') {
  sandbox.on('createUpload').fault(kind);
  expect(await worker().advance('crm', list, NOW)).toMatchObject({ state: 'sending' });
}

/** Loses a request, after which only a person can know whether it was carried out. */
async function needReview(scene: BudgetScene): Promise<void> {
  await loseResponse(scene, 'reset');
  await scene.worker().advance('stranger', listOf(100), NOW);
  // Without its record, the upload can be that of any job.
  const stored = await getJob(scene.store, 'stranger');
  if (stored === undefined) throw new Error('The job has no record.');
  const upload = stored.record.upload && { ...stored.record.upload, id: 'another' };
  const record = { ...stored.record, account: 'another', upload };
  await scene.store.put(record, stored.version);
  scene.elapse(SETTLE_MS);
  expect(await scene.worker().advance('crm', undefined, NOW)).toMatchObject({ reason: 'no_proof' });
}

test.each([401, 402, 403, 413, 422, 429, 503])(
  'budget: frees the price only when status %i is a refusal',
  async (status) => {
    const { worker, ledger, fetch } = setUpBudget();
    const jobs = worker({
      fetch: (input, init) =>
        init?.method === 'POST'
          ? Promise.resolve(Response.json({ detail: 'Refused' }, { status }))
          : fetch(input, init),
    });
    expect(await jobs.advance('crm', list, NOW)).toMatchObject({
      state: status === 503 ? 'sending' : 'reserved',
    });
    expect(await ledger()).toEqual({ charged: 0, reserved: status === 503 ? [PRICE] : [] });
  },
);

test('budget: frees the price when the list was never sent', async () => {
  const { worker, ledger } = setUpBudget();
  const jobs = worker({
    fetch: () =>
      Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })),
  });
  await jobs.advance('crm', list, NOW);
  expect(await ledger()).toEqual({ charged: 0, reserved: [] });
});

test('budget: keeps the price of an unknown outcome, and charges the upload that is found', async () => {
  const scene = setUpBudget();
  const { worker, ledger, elapse, untilNextDay, charges } = scene;
  await loseResponse(scene, 'reset-after-commit');
  expect(await ledger()).toEqual({ charged: 0, reserved: [PRICE] });
  expect(await worker().advance('other', list, NOW)).toMatchObject({
    error: { code: 'job_over_budget', next: 'retry', retryAfter: 10 },
  });
  elapse(untilNextDay());
  expect(await worker().advance('crm', undefined, NOW)).toMatchObject({ state: 'done' });
  expect([await ledger(DAY), await ledger()]).toEqual([
    { charged: 150, reserved: [] },
    { charged: 0, reserved: [] },
  ]);
  expect(charges()).toEqual({ [DAY]: 150 });
});

test('budget: reserves the price again on the day of a resend', async () => {
  const scene = setUpBudget();
  const { worker, ledger, elapse, untilNextDay, charges } = scene;
  await loseResponse(scene, 'reset');
  elapse(untilNextDay());
  expect(await worker().advance('crm', list, NOW)).toMatchObject({ state: 'done' });
  expect([await ledger(DAY), await ledger()]).toEqual([
    { charged: 0, reserved: [] },
    { charged: 150, reserved: [] },
  ]);
  expect(charges()).toEqual({ [NEXT_DAY]: 150 });
});

test.each([1, 2, 3])(
  'budget: sends the list on the day of its reservation when put %i passes midnight',
  async (slow) => {
    const { worker, ledger, elapse, untilNextDay, charges, store } = setUpBudget();
    elapse(untilNextDay() - 1);
    let puts = 0;
    const jobs = worker({
      store: {
        ...store,
        async put(record, version) {
          puts += 1;
          if (puts === slow) elapse(2);
          return store.put(record, version);
        },
      },
    });
    expect(await jobs.advance('crm', list, NOW)).toMatchObject({ state: 'done' });
    expect(charges()).toEqual({ [NEXT_DAY]: 150 });
    expect([await ledger(DAY), await ledger()]).toEqual([
      { charged: 0, reserved: [] },
      { charged: 150, reserved: [] },
    ]);
  },
);

test('resolve: charges the highest possible price of an abandoned list that may have been sent', async () => {
  const scene = setUpBudget();
  await needReview(scene);
  await scene.worker({ budget: 'none' }).resolve('crm', 'abandon');
  expect(await scene.ledger()).toEqual({ charged: 100 + PRICE, reserved: [] });
});

test('resolve: charges the upload that a person adopted', async () => {
  const scene = setUpBudget();
  await needReview(scene);
  const [stranger] = scene.sandbox.uploads();
  await scene.worker().resolve('crm', { adopt: stranger?.id ?? '' });
  expect(await scene.worker().advance('crm', undefined, NOW)).toMatchObject({ state: 'done' });
  expect(await scene.ledger()).toEqual({ charged: 200, reserved: [] });
});

test('resolve: charges the upload that a person adopted while another one abandoned the job', async () => {
  const scene = setUpBudget();
  await needReview(scene);
  const [stranger] = scene.sandbox.uploads();
  let isAdopted = false;
  const slow = scene.worker({
    store: {
      ...scene.store,
      async put(record, version) {
        if (record.kind === undefined && !isAdopted) {
          isAdopted = true;
          await scene.worker().resolve('crm', { adopt: stranger?.id ?? '' });
          await scene.worker().advance('crm', undefined, NOW);
        }
        return scene.store.put(record, version);
      },
    },
  });
  await expect(slow.resolve('crm', 'abandon')).rejects.toThrow("can't be abandoned");
  expect(await scene.ledger()).toEqual({ charged: 200, reserved: [] });
});

test('resolve: counts an abandoned list even if the process is killed', async () => {
  const scene = setUpBudget();
  await needReview(scene);
  const died = new Error('The process died.');
  const dying = scene.worker({
    store: {
      ...scene.store,
      put: (record, version) =>
        record.kind === 'ledger' ? Promise.reject(died) : scene.store.put(record, version),
    },
  });
  await expect(dying.resolve('crm', 'abandon')).rejects.toThrow(died);
  // Doesn't fit, so the entry is examined.
  await scene.worker().advance('other', listOf(100), NOW);
  expect(await scene.ledger()).toEqual({ charged: 100 + PRICE, reserved: [] });
});

test('resolve: reserves the price again when a list is resent', async () => {
  const scene = setUpBudget();
  await needReview(scene);
  await scene.worker().resolve('crm', 'resend');
  expect(await scene.ledger()).toEqual({ charged: 100, reserved: [] });
  expect(await scene.worker().advance('crm', list, NOW)).toMatchObject({ state: 'done' });
  expect(await scene.ledger()).toEqual({ charged: 250, reserved: [] });
});

test('resolve: frees what a killed worker had reserved when the job is abandoned', async () => {
  const { worker, ledger, store } = setUpBudget();
  const dying = worker({
    store: {
      ...store,
      put: (record, version) =>
        record.kind === undefined && record.state === 'sending'
          ? Promise.reject(new Error('The process died.'))
          : store.put(record, version),
    },
  });
  await expect(dying.advance('crm', list, NOW)).rejects.toThrow('died');
  expect(await ledger()).toEqual({ charged: 0, reserved: [PRICE] });
  await worker().resolve('crm', 'abandon');
  expect(await ledger()).toEqual({ charged: 0, reserved: [] });
});
