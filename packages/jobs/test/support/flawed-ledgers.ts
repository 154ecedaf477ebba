import { facetsOf, type LedgerRecord } from '../../src/index.ts';
import type { Flaw } from './flawed-stores.ts';

/** A store that changes ledgers while it stores them. */
function changing(change: (ledger: LedgerRecord) => Partial<LedgerRecord>): Flaw {
  return (right) => ({
    put: (record, version) =>
      right.put(record.kind === 'ledger' ? { ...record, ...change(record) } : record, version),
  });
}

/** Stores with flaws in ledgers and summaries, and a part of the name of a test that has to notice. */
export const LEDGER_FLAWS: Readonly<Record<string, readonly [noticedBy: string, flaw: Flaw]>> = {
  'rounds ledgers': ['a ledger unchanged', changing(({ charged }) => ({ charged: Math.round(charged) }))],
  'expands names with dots': [
    'a ledger unchanged',
    changing(({ reserved }) => ({
      reserved: Object.fromEntries(
        Object.entries(reserved).map(([name, credits]) => [name.replaceAll('.', '/'), credits]),
      ),
    })),
  ],
  'merges ledgers': [
    'a ledger unchanged',
    (right) => ({
      async put(record, version) {
        const { record: before } = (await right.get(record.key)) ?? {};
        if (record.kind !== 'ledger' || before?.kind !== 'ledger') return right.put(record, version);
        return right.put({ ...record, reserved: { ...before.reserved, ...record.reserved } }, version);
      },
    }),
  ],
  'refuses ledgers': [
    'a ledger unchanged',
    (right) => ({ put: async (record, version) => record.kind === undefined && right.put(record, version) }),
  ],
  'has no compare-and-set for ledgers': [
    'concurrent ledgers',
    (right) => ({
      async put(record, version) {
        if (record.kind === undefined) return right.put(record, version);
        while (!(await right.put(record, (await right.get(record.key))?.version ?? 0)));
        return true;
      },
    }),
  ],
  'lists ledgers': [
    'no ledgers',
    (right) => {
      const ledgers: LedgerRecord[] = [];
      return {
        put(record, version) {
          if (record.kind === 'ledger') ledgers.push(record);
          return right.put(record, version);
        },
        async *list(query = {}) {
          yield* right.list(query);
          // As if it were a job.
          for (const ledger of ledgers) yield { ...ledger, kind: undefined, ...JOB };
        },
      };
    },
  ],
  'counts parts': [
    'summarize:',
    (right) => ({
      async summarize() {
        const all = await Array.fromAsync(right.list());
        return all.map(({ state, createdAt }) => ({ state, count: 1, oldest: createdAt }));
      },
    }),
  ],
  'returns the newest job as the oldest': [
    'summarize:',
    (right) => ({
      async summarize() {
        const all = await Array.fromAsync(right.list({ withoutParts: true }));
        return Object.entries(Object.groupBy(all, ({ state }) => state)).map(([, jobs]) => ({
          state: jobs[0]?.state ?? 'done',
          count: jobs.length,
          oldest: Math.max(...jobs.map(({ createdAt }) => createdAt)),
        }));
      },
    }),
  ],
  'returns no summary': ['summarize:', () => ({ summarize: async () => [] })],
  'ignores the first day': ['summarizeDays:', days((since) => since.replaceAll('9', '0'))],
  'adds up each list': ['summarizeDays:', days((since) => since, false)],
};

const JOB = {
  state: 'done',
  createdAt: 1,
  account: '',
  list: { fields: '', fingerprint: '' },
  token: '',
  filename: '',
} as const;

/** A store that sums up days, with another first day, or with several entries for a day. */
function days(change: (since: string) => string, isGrouped = true): Flaw {
  return (right) => ({
    async summarizeDays(given) {
      const since = change(given);
      const sums = new Map<string, { day: string; credits: number }>();
      for await (const record of right.list()) {
        const { day, credits } = facetsOf(record);
        if (day === undefined || day < since || credits === 0) continue;
        const name = isGrouped ? day : record.key;
        sums.set(name, { day, credits: (sums.get(name)?.credits ?? 0) + credits });
      }
      return [...sums.values()];
    },
  });
}
