import type { JobStore, Lease } from '@optimaldial/jobs';

/** A store that remembers the leases that this process has taken. */
export interface LeaseLog {
  readonly store: JobStore;
  /** The keys whose lease this process still has. */
  left(): Promise<string[]>;
}

/** Adds a log of leases to a store. */
export function withLeaseLog(store: JobStore): LeaseLog {
  const taken = new Map<string, Lease>();
  return {
    store: {
      ...store,
      async put(record, version) {
        const isStored = await store.put(record, version);
        if (!isStored || record.kind !== undefined) return isStored;
        if (record.lease === undefined) taken.delete(record.key);
        else taken.set(record.key, record.lease);
        return isStored;
      },
    },
    async left() {
      const keys: string[] = [];
      for (const [key, { owner }] of taken) {
        const stored = await store.get(key);
        if (stored?.record.kind === undefined && stored?.record.lease?.owner === owner) keys.push(key);
      }
      return keys;
    },
  };
}
