import { createClient } from '@optimaldial/client';
import { createJobs, memoryStore, type BudgetOptions, type Jobs, type JobStore } from '@optimaldial/jobs';
import { createSandbox, phoneNumbers, type Sandbox, type SandboxOptions } from '@optimaldial/testing';
import { onTestFinished } from 'vitest';
import { ledgerKey, readLedger } from '../../src/budget/ledger.ts';
import { dayOf } from '../../src/store/day.ts';

/** Settings of a worker. */
export interface WorkerSettings {
  /** @default 300 credits a day */
  readonly budget?: BudgetOptions | 'none';
  readonly store?: JobStore;
  readonly fetch?: typeof fetch;
  readonly apiKey?: string;
  /** In ms. */
  readonly settle?: number;
}

/** Several workers with one budget, and a clock that the test moves. */
export interface BudgetScene {
  readonly sandbox: Sandbox;
  readonly store: JobStore;
  /** The connection to the sandbox. */
  readonly fetch: typeof fetch;
  worker(settings?: WorkerSettings): Jobs;
  /** Moves the clock of the store, in ms. */
  elapse(ms: number): void;
  /** Time until the next day, in ms. */
  untilNextDay(): number;
  /** Credits that the API has charged, by the day when the request arrived. */
  charges(): Record<string, number>;
  /** Credits that a ledger has charged and reserved, now. */
  ledger(day?: string): Promise<{ charged: number; reserved: number[] }>;
}

const DAY_MS = 86_400_000;
export const [DAY, NEXT_DAY] = ['2026-01-01', '2026-01-02'];
export const BUDGET: BudgetOptions = { credits: 300, per: 'day' };

/** Entries of a list that the API doesn't charge. */
export const EMPTY = 10;

/** A list with so many valid numbers, and 10 empty entries. */
export function listOf(valid: number): { phone_numbers: string[]; filename: string } {
  return {
    phone_numbers: [...phoneNumbers(valid), ...Array.from({ length: EMPTY }, () => '')],
    filename: 'crm.csv',
  };
}

/** Sets up a scene that starts at noon in UTC. */
export function setUpBudget(options: SandboxOptions = {}): BudgetScene {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 }, ...options });
  onTestFinished(() => sandbox.close());
  let time = Date.parse(`${DAY}T12:00:00Z`);
  const store = memoryStore({ now: () => time });
  const known = new Set<string>();
  const charges: Record<string, number> = {};

  async function charging(...args: Parameters<typeof fetch>): Promise<Response> {
    try {
      return await sandbox.fetch(...args);
    } finally {
      for (const { id, credits_charged } of sandbox.uploads()) {
        if (!known.has(id)) charges[dayOf(time)] = (charges[dayOf(time)] ?? 0) + (credits_charged ?? 0);
        known.add(id);
      }
    }
  }

  return {
    sandbox,
    store,
    fetch: charging,
    worker({
      budget = BUDGET,
      store: own = store,
      fetch = charging,
      apiKey = sandbox.apiKey,
      ...settings
    } = {}) {
      const client = createClient({ apiKey, fetch });
      return createJobs({
        client,
        store: own,
        budget: budget === 'none' ? undefined : budget,
        ...settings,
      });
    },
    elapse: (ms) => void (time += ms),
    untilNextDay: () => DAY_MS - (time % DAY_MS),
    charges: () => charges,
    async ledger(day = dayOf(time)) {
      const { record } = await readLedger(store, ledgerKey('default', day));
      return { charged: record.charged, reserved: Object.values(record.reserved) };
    },
  };
}
