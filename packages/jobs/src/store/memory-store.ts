import { parseRecord } from './parse-record.ts';
import type { StoreRecord } from './record.ts';
import { select } from './select.ts';
import type { JobStore } from './store.ts';

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /**
   * Returns the current time in ms since 1970.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
}

/** Creates an in-memory store, for tests: its records are lost when the process ends. */
export function memoryStore({ now = Date.now }: MemoryStoreOptions = {}): JobStore {
  /** JSON, so that records are copied in both directions, as in a store on disk. */
  const stored = new Map<string, { readonly text: string; readonly version: number }>();

  return {
    now: () => Promise.resolve(now()),
    async get(key) {
      const found = stored.get(key);
      return found && { record: copyOf(found.text), version: found.version };
    },
    async put(record, version) {
      const text = JSON.stringify(record);
      if ((stored.get(record.key)?.version ?? 0) !== version) return false;
      stored.set(record.key, { text, version: version + 1 });
      return true;
    },
    list: (query) =>
      select(
        Array.from(stored.values(), ({ text }) => copyOf(text)),
        query,
      ),
  };
}

function copyOf(text: string): StoreRecord {
  const record = parseRecord(text);
  if (record === undefined) throw new TypeError('A record must have a key and a state.');
  return record;
}
