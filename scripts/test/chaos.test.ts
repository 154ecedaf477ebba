import { expect, test } from 'vitest';
import { hunt } from '../chaos/hunt.ts';
import { ours } from '../chaos/ours.ts';

test.each([
  ['with reconcile', true],
  ['without', false],
])(
  'a short hunt %s: nothing is lost, charged twice, hung or left behind',
  async (_, reconcile) => {
    const found = await hunt(ours(reconcile), { seed: 7, retrieves: 90, creates: 40, callers: 20 });
    expect(found).toMatchObject({ lost: 0, chargedTwice: 0, hung: 0, unhandled: 0, died: 0, listeners: 0 });
    // It was a hunt: faults were there, calls came through, and some outcomes stayed open. How many
    // depends on the machine.
    expect(Object.values(found.faults).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(20);
    expect(found.retrieved).toBeGreaterThan(0);
    expect(found.outcomes.returned).toBeGreaterThan(0);
    if (!reconcile) expect(found.outcomes.unknown).toBeGreaterThan(0);
    // A 401 or 413 that comes early says that nothing was made.
    expect(found.outcomes.failed).toBeLessThanOrEqual(found.faults['early-answer'] ?? 0);
  },
  60_000,
);
