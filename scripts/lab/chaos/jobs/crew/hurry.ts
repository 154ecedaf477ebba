import type { JobStore } from '@optimaldial/jobs';

/** Makes jobs due soon, as webhooks would: delays grow to a minute with the age of a job. */
export function hurried(store: JobStore, ms: number): JobStore {
  return {
    ...store,
    async put(record, version) {
      if (record.kind !== undefined || record.dueAt === undefined) return store.put(record, version);
      const soon = (await store.now()) + ms;
      return store.put({ ...record, dueAt: Math.min(record.dueAt, soon) }, version);
    },
  };
}
