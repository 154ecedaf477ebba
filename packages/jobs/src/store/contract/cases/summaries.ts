import { facetsOf } from '../../facets.ts';
import { JOB_STATES } from '../../record.ts';
import type { JobStore } from '../../store.ts';
import type { DaySummary, StateSummary } from '../../summary.ts';
import { type Case, check } from '../case.ts';
import { listed } from '../prove-stored.ts';
import { sampleLedger, sampleRecord, sampleUpload } from '../sample-record.ts';

const TIME = 1_790_000_000_000;
const DAY = 86_400_000;

/** `summarize` and `summarizeDays`, which a store needn't have, return what can be counted in the list. */
export const SUMMARIES: readonly Case[] = [
  {
    name: 'summarize: returns what the list has, if the store has it',
    async prove(open) {
      const store = await open();
      await proveStates(store);
      await fill(store);
      await proveStates(store);
      await store.put(sampleRecord('0', { state: 'failed', createdAt: TIME - 1 }), 1);
      await store.put(sampleRecord('1', { state: 'reserved' }), 9);
      await proveStates(await open());
    },
  },
  {
    name: 'summarizeDays: returns what the list has, if the store has it',
    async prove(open) {
      const store = await open();
      await fill(store);
      for (const since of ['0000-00-00', dayOf(TIME + 2 * DAY), '9999-99-99']) await proveDays(store, since);
      const refunded = sampleUpload('0', { credits_charged: 10, credits_refunded: 10 });
      await store.put(sampleRecord('0', { upload: refunded, sentAt: TIME }), 1);
      await store.put(sampleRecord('1', { upload: refunded, sentAt: TIME }), 9);
      await proveDays(await open(), '0000-00-00');
    },
  },
];

async function fill(store: JobStore): Promise<void> {
  await store.put(sampleLedger({ charged: 1_000 }), 0);
  for (let index = 0; index < 30; index += 1) {
    const state = JOB_STATES[index % 5] ?? 'reserved';
    const upload = sampleUpload(`${index}`, { credits_charged: index, credits_refunded: index % 3 });
    const times = { createdAt: TIME - index * 1_000, sentAt: TIME + (index % 4) * DAY };
    const partOf = index % 10 === 9 ? 'job' : undefined;
    await store.put(sampleRecord(`${index}`, { state, partOf, upload, ...times }), 0);
  }
  const upload = sampleUpload('long', { credits_charged: 500 });
  await store.put(sampleRecord('long', { parts: 2, upload, sentAt: TIME }), 0);
}

async function proveStates(store: JobStore): Promise<void> {
  const counted = new Map<string, StateSummary>();
  for (const { state, createdAt } of await listed(store, { withoutParts: true })) {
    const { count = 0, oldest = createdAt } = counted.get(state) ?? {};
    counted.set(state, { state, count: count + 1, oldest: Math.min(oldest, createdAt) });
  }
  const found = await store.summarize?.();
  if (found === undefined) return;
  const rows = found.map(({ state, count, oldest }) => ({ state, count, oldest }));
  const rule = 'for each state with jobs, in any order; parts and ledgers are not counted';
  prove('summarize()', rows, [...counted.values()], rule);
}

async function proveDays(store: JobStore, since: string): Promise<void> {
  const counted = new Map<string, DaySummary>();
  for (const record of await listed(store)) {
    const { day, credits } = facetsOf(record);
    if (day === undefined || day < since || credits === 0) continue;
    counted.set(day, { day, credits: (counted.get(day)?.credits ?? 0) + credits });
  }
  const found = await store.summarizeDays?.(since);
  if (found === undefined) return;
  const rows = found.map(({ day, credits }) => ({ day, credits }));
  const rule = 'the `credits` that `facetsOf` returns for each `day` with any, in any order';
  // A day without credits can be there or not.
  const [actual, wanted] = [rows, [...counted.values()]].map((days) =>
    days.filter((one) => one.credits !== 0),
  );
  prove(`summarizeDays(${JSON.stringify(since)})`, actual ?? [], wanted ?? [], rule);
}

function prove(call: string, found: readonly object[], expected: readonly object[], rule: string): void {
  const [actual, wanted] = [found, expected].map((rows) => rows.map((row) => JSON.stringify(row)).toSorted());
  check(
    actual?.join() === wanted?.join(),
    `${call} must return ${wanted?.join() || 'nothing'} (${rule}), but it returned ${actual?.join() || 'nothing'}.`,
  );
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
