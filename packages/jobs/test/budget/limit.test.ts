import { ConfigurationError } from '@optimaldial/client';
import { BudgetError } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { BUDGET, DAY, listOf, NEXT_DAY, setUpBudget } from './set-up-budget.ts';

const NOW = { slice: 0 };

test('budget: charges what the API charged, and frees the rest of the price', async () => {
  const { worker, ledger, charges } = setUpBudget();
  const jobs = worker();
  expect(await jobs.advance('crm', listOf(150), NOW)).toMatchObject({ state: 'done' });
  expect(await ledger()).toEqual({ charged: 150, reserved: [] });
  expect(charges()).toEqual({ [DAY]: 150 });
  expect(await jobs.budget()).toEqual({ day: DAY, credits: 300, charged: 150, reserved: 0, left: 150 });
  expect(await worker({ budget: 'none' }).budget()).toBeUndefined();
});

test('budget: holds a list back that does not fit, and sends it on the next day', async () => {
  const { worker, elapse, untilNextDay, ledger, charges, sandbox } = setUpBudget();
  await worker().advance('first', listOf(150), NOW);
  elapse(untilNextDay() - 3_600_000);
  const held = await worker().advance('second', listOf(141), NOW);
  expect(held).toMatchObject({
    state: 'reserved',
    done: false,
    error: {
      code: 'job_over_budget',
      next: 'retry',
      retryAfter: 3600,
      message:
        'The list of job "second" can cost 151 credits, but 150 of 300 are left on 2026-01-01 (UTC), and 0 are reserved. Try again later, or increase `budget.credits`.',
    },
  });
  expect(held.again).toBeGreaterThanOrEqual(450_000);
  expect(held.again).toBeLessThanOrEqual(900_000);
  elapse(untilNextDay() - 5000);
  const last = await worker().advance('second', listOf(141), NOW);
  expect(last.again).toBeGreaterThanOrEqual(5000);
  expect(last.again).toBeLessThanOrEqual(65_000);
  expect(sandbox.uploads()).toHaveLength(1);

  elapse(last.again);
  expect(await worker().advance('second', listOf(141), NOW)).toMatchObject({
    state: 'done',
    error: undefined,
  });
  expect(charges()).toEqual({ [DAY]: 150, [NEXT_DAY]: 141 });
  expect(await ledger()).toEqual({ charged: 141, reserved: [] });
});

test('budget: sends a list on the same day when the budget was increased', async () => {
  const { worker } = setUpBudget();
  await worker().advance('first', listOf(150), NOW);
  await worker().advance('second', listOf(150), NOW);
  const jobs = worker({ budget: { ...BUDGET, credits: 310 } });
  expect(await jobs.advance('second', listOf(150), NOW)).toMatchObject({ state: 'done' });
  // A worker that still has the lower limit.
  expect(await worker().budget()).toMatchObject({ charged: 300, left: 0 });
});

test('budget: needs a person when a list exceeds the whole budget', async () => {
  const { worker, sandbox, ledger } = setUpBudget();
  expect(await worker().advance('crm', listOf(291), NOW)).toMatchObject({
    state: 'reserved',
    error: {
      code: 'job_over_budget',
      next: 'person',
      message: expect.stringContaining('301 credits, more than the whole budget of 300'),
    },
  });
  await expect(worker().run('crm', listOf(291))).rejects.toThrow(BudgetError);
  expect([sandbox.requests('createUpload').length, await ledger()]).toEqual([
    0,
    { charged: 0, reserved: [] },
  ]);
  // Nothing was sent, so the list can be corrected.
  expect(await worker().advance('crm', listOf(290), NOW)).toMatchObject({ state: 'done' });
});

test('run: throws immediately when the budget is spent, with the seconds until the next day', async () => {
  const { worker } = setUpBudget();
  await worker().run('first', listOf(290));
  await expect(worker().run('second', listOf(100))).rejects.toMatchObject({
    code: 'job_over_budget',
    next: 'retry',
    retryAfter: 43_200,
  });
});

test('budget: shares the limit only between budgets of the same name', async () => {
  const { worker } = setUpBudget();
  await worker().advance('first', listOf(290), NOW);
  const jobs = worker({ budget: { ...BUDGET, name: 'nightly' } });
  expect(await jobs.advance('second', listOf(290), NOW)).toMatchObject({ state: 'done' });
});

test('budget: leaves it to the client to refuse an invalid list', async () => {
  const { worker, ledger } = setUpBudget();
  const invalid: object = { filename: 'crm.csv' };
  const progress = await worker().advance('crm', invalid as ReturnType<typeof listOf>, NOW);
  expect(progress).toMatchObject({ state: 'reserved', error: { code: 'invalid_input' } });
  expect(await ledger()).toEqual({ charged: 0, reserved: [] });
});

test.each([
  { credits: -1 },
  { credits: 1.5 },
  { credits: Number.NaN },
  { per: 'month' },
  { name: '' },
  { name: 'a\nb' },
  { name: 'n'.repeat(101) },
])('createJobs: rejects the budget %o', (option) => {
  const { store, worker } = setUpBudget();
  expect(worker({ budget: { credits: 0, per: 'day', name: 'n'.repeat(100) } })).toBeDefined();
  const budget = { ...BUDGET, ...option } as typeof BUDGET;
  expect(() => worker({ store, budget })).toThrow(ConfigurationError);
});

test('budget: charges an upload that a process without the budget continues', async () => {
  const scene = setUpBudget();
  const { worker, ledger, sandbox } = scene;
  sandbox.on('createUpload').fault('reset-after-commit');
  await worker().advance('crm', listOf(150), NOW);
  const jobs = worker({ budget: 'none' });
  expect(await jobs.advance('crm', undefined, NOW)).toMatchObject({ state: 'done' });
  expect(await ledger()).toEqual({ charged: 150, reserved: [] });
});

test('budget: does not count a list that was sent without it', async () => {
  const { worker, ledger, sandbox, elapse } = setUpBudget();
  sandbox.on('createUpload').fault('reset');
  await worker({ budget: 'none' }).advance('lost', listOf(150), NOW);
  sandbox.on('createUpload').fault('reset-after-commit');
  await worker({ budget: 'none' }).advance('sent', listOf(150), NOW);
  elapse(900_000);
  expect(await worker().advance('sent', undefined, NOW)).toMatchObject({ state: 'done' });
  expect(await ledger()).toEqual({ charged: 0, reserved: [] });
  // Its resend counts.
  expect(await worker().advance('lost', listOf(150), NOW)).toMatchObject({ state: 'done' });
  expect(await ledger()).toEqual({ charged: 150, reserved: [] });
});
