import type { JobStore } from '@optimaldial/jobs';

/** What a broken variant lacks. Each must charge lists twice: otherwise the hunt proves nothing. */
export type Variant = 'no compare-and-set' | 'no settling time' | 'no sending';

const HOUR_MS = 3_600_000;

const BREAK: { readonly [variant in Variant]: (store: JobStore) => Partial<JobStore> } = {
  'no compare-and-set': (store) => ({
    async put(record) {
      for (;;) {
        const current = await store.get(record.key);
        if (await store.put(record, current?.version ?? 0)) return true;
      }
    },
  }),
  'no settling time': (store) => ({
    async get(key) {
      const stored = await store.get(key);
      if (stored?.record.kind !== undefined || stored?.record.sentAt === undefined) return stored;
      return { ...stored, record: { ...stored.record, sentAt: stored.record.sentAt - HOUR_MS } };
    },
  }),
  'no sending': (store) => ({
    put: (record, version) =>
      store.put(
        record.kind === undefined && record.state === 'sending' ? { ...record, state: 'reserved' } : record,
        version,
      ),
  }),
};

/** Every broken variant. */
export const VARIANTS: readonly Variant[] = ['no compare-and-set', 'no settling time', 'no sending'];

/** Breaks a store. */
export function broken(store: JobStore, variant: Variant): JobStore {
  return { ...store, ...BREAK[variant](store) };
}
