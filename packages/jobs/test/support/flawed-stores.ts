import { memoryStore, type JobRecord, type StoreRecord, type JobStore } from '../../src/index.ts';
import { select } from '../../src/store/select.ts';
import type { StoreUnderTest } from '../../src/store/contract/index.ts';

/** Replaces methods of a store that is right. */
export type Flaw = (right: JobStore) => Partial<JobStore>;

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Stores a record whatever its version is. */
async function overwrite(store: JobStore, record: StoreRecord): Promise<boolean> {
  while (!(await store.put(record, (await store.get(record.key))?.version ?? 0)));
  return true;
}

/** A store that changes records while it stores them. */
function changing(change: (record: JobRecord) => object): Flaw {
  return (right) => ({
    put: (record, version) =>
      right.put(record.kind === undefined ? { ...record, ...change(record) } : record, version),
  });
}

/** A store that confuses keys. */
function confusing(change: (key: string) => string): Flaw {
  return (right) => ({
    get: (key) => right.get(change(key)),
    put: (record, version) => right.put({ ...record, key: change(record.key) }, version),
  });
}

/** Stores that break one promise each, and a part of the name of a test that has to notice. */
export const FLAWS: Readonly<Record<string, readonly [noticedBy: string, flaw: Flaw]>> = {
  'has no compare-and-set': ['concurrent', (right) => ({ put: (record) => overwrite(right, record) })],
  'checks the version before it writes': [
    'concurrent',
    (right) => ({
      async put(record, version) {
        if (((await right.get(record.key))?.version ?? 0) !== version) return false;
        await tick();
        return overwrite(right, record);
      },
    }),
  ],
  'creates a record twice': [
    'refuses versions',
    (right) => ({
      put: (record, version) => (version === 0 ? overwrite(right, record) : right.put(record, version)),
    }),
  ],
  'accepts a version that is too high': [
    'refuses versions',
    (right) => ({
      put: async (record, version) =>
        version > ((await right.get(record.key))?.version ?? 0)
          ? overwrite(right, record)
          : right.put(record, version),
    }),
  ],
  'forgets outdated versions': [
    'refuses versions',
    (right) => ({
      put: async (record, version) =>
        ((await right.get(record.key))?.version ?? 0) > version + 10
          ? overwrite(right, record)
          : right.put(record, version),
    }),
  ],
  'counts versions from 0': [
    'starting at 1',
    (right) => ({
      async get(key) {
        const found = await right.get(key);
        return found && { ...found, version: found.version - 1 };
      },
    }),
  ],
  'confirms before it stores': [
    'once it has resolved',
    (right) => ({
      async put(record, version) {
        const current = (await right.get(record.key))?.version ?? 0;
        if (current !== version) return false;
        setImmediate(() => void right.put(record, version));
        return true;
      },
    }),
  ],
  'loses null': ['every field', changing(({ mark }) => ({ mark: mark ?? undefined }))],
  'rounds numbers': [
    'every field',
    changing(({ list, list: { file } }) => ({
      list: { ...list, file: file && { ...file, mtimeMs: Math.round(file.mtimeMs) } },
    })),
  ],
  'normalizes text': ['every field', changing(({ filename }) => ({ filename: filename.normalize() }))],
  'trims text': ['every field', changing(({ filename }) => ({ filename: filename.trim() }))],
  'loses emoji': [
    'every field',
    changing(({ filename }) => ({ filename: filename.replace(/\p{Emoji}/gu, '?') })),
  ],
  'loses fields of later versions': ['does not know', changing(() => ({ later: undefined }))],
  'truncates records': [
    '200 kB',
    changing(({ error }) => ({ error: error && { ...error, message: error.message.slice(0, 65_535) } })),
  ],
  'merges records': [
    'new version does not have',
    (right) => ({
      put: async (record, version) =>
        right.put({ ...(await right.get(record.key))?.record, ...record }, version),
    }),
  ],
  'ignores case in keys': ['easily confused', confusing((key) => key.toLowerCase())],
  'trims keys': ['easily confused', confusing((key) => key.trim())],
  'truncates keys': ['easily confused', confusing((key) => key.slice(0, 255))],
  'normalizes keys': ['easily confused', confusing((key) => key.normalize())],
  'lists one page': [
    'every record once',
    (right) => ({
      async *list() {
        let left = 100;
        for await (const record of right.list()) if ((left -= 1) >= 0) yield record;
      },
    }),
  ],
  'lists by offset while records are added': [
    'every record once',
    (right) => ({
      async *list() {
        for (let offset = 0; ; offset += 10) {
          const all: JobRecord[] = [];
          for await (const record of right.list()) all.unshift(record);
          if (offset >= all.length) return;
          yield* all.slice(offset, offset + 10);
        }
      },
    }),
  ],
  'returns seconds': ['now', () => ({ now: () => Promise.resolve(Date.now() / 1_000) })],
  'rounds times to seconds': [
    'now',
    () => ({ now: () => Promise.resolve(Math.floor(Date.now() / 1_000) * 1_000) }),
  ],
};

/** A store with the flaw on all its handles. */
export function flawedStore(flaw: Flaw): StoreUnderTest {
  const right = memoryStore();
  const store = { ...right, ...flaw(right) };
  return { open: () => store };
}

/** A store that returns the objects that were put. */
export function sharingStore(): StoreUnderTest {
  const stored = new Map<string, { record: StoreRecord; version: number }>();
  const store: JobStore = {
    now: () => Promise.resolve(Date.now()),
    get: (key) => Promise.resolve(stored.get(key)),
    async put(record, version) {
      if ((stored.get(record.key)?.version ?? 0) !== version) return false;
      stored.set(record.key, { record, version: version + 1 });
      return true;
    },
    list: (query) =>
      select(
        Array.from(stored.values(), ({ record }) => record),
        query,
      ),
  };
  return { open: () => store };
}

/** A store whose handles cache what they have read. */
export function cachingStore(): StoreUnderTest {
  const right = memoryStore();
  return {
    open() {
      const cache = new Map<string, ReturnType<JobStore['get']>>();
      return {
        ...right,
        get(key) {
          const cached = cache.get(key) ?? right.get(key);
          cache.set(key, cached);
          return cached;
        },
      };
    },
  };
}

/** A store whose handles have clocks of their own. */
export function skewedStore(): StoreUnderTest {
  const right = memoryStore();
  let skew = 0;
  return {
    open() {
      const mine = (skew += 5_000);
      return { ...right, now: () => Promise.resolve(Date.now() + mine) };
    },
  };
}
