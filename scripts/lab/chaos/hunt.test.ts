import { expect, test } from 'vitest';
import { hunt } from './hunt.ts';
import { optimaldial } from './optimaldial.ts';

test.each([
  ['with reconcile', true],
  ['without reconcile', false],
])(
  'client %s: loses no upload, charges none twice and never hangs when requests fail',
  async (_, reconcile) => {
    const found = await hunt(optimaldial(reconcile), { seed: 7, retrieves: 90, creates: 40, callers: 20 });
    expect(found).toMatchObject({
      lost: 0,
      chargedTwice: 0,
      hung: 0,
      unhandled: 0,
      uncaughtErrors: 0,
      listeners: 0,
    });
    // Faults were injected, calls succeeded, and some outcomes are unknown. The numbers depend on the machine.
    expect(Object.values(found.faults).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(20);
    expect(found.retrieved).toBeGreaterThan(0);
    expect(found.outcomes.returned).toBeGreaterThan(0);
    if (!reconcile) expect(found.outcomes.unknown).toBeGreaterThan(0);
    // An early 401 or 413 means that no upload was created.
    expect(found.outcomes.failed).toBeLessThanOrEqual(found.faults['early-response'] ?? 0);
  },
  60_000,
);
