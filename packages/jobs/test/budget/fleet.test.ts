import { expect, test } from 'vitest';
import { longList } from '../support/long-list.ts';
import { DAY, listOf, NEXT_DAY, setUpBudget } from './set-up-budget.ts';

test('run: throws when the budget is spent after some parts, and sends the others on the next day', async () => {
  const { worker, elapse, untilNextDay, charges, ledger } = setUpBudget();
  // A part can cost 125,001 credits, and costs 120.
  const budget = { credits: 125_100, per: 'day' } as const;
  await expect(worker({ budget }).run('crm', longList)).rejects.toMatchObject({
    code: 'job_over_budget',
    next: 'retry',
  });
  expect(await worker({ budget }).get('crm')).toMatchObject({
    state: 'reserved',
    error: { code: 'job_over_budget' },
    parts: [{ state: 'done' }, { state: 'reserved' }],
  });
  elapse(untilNextDay());
  expect(await worker({ budget }).run('crm', longList)).toMatchObject({ state: 'done' });
  expect(charges()).toEqual({ [DAY]: 120, [NEXT_DAY]: 120 });
  expect(await ledger()).toEqual({ charged: 120, reserved: [] });
}, 60_000);

test('sweep: sends a list that did not fit when it is due on the next day', async () => {
  const { worker, elapse, untilNextDay, charges } = setUpBudget();
  await worker().add('first', listOf(150));
  await worker().add('second', listOf(150));
  const sweep = () => worker().sweep({ list: () => listOf(150) });
  await sweep();
  await sweep();
  expect(charges()).toEqual({ [DAY]: 150 });
  elapse(untilNextDay());
  await sweep();
  expect(charges()).toEqual({ [DAY]: 150, [NEXT_DAY]: 150 });
});
