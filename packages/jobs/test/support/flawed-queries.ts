import { facetsOf, type JobRecord, type JobStore, type RecordQuery } from '../../src/index.ts';
import { select } from '../../src/store/select.ts';
import type { Flaw } from './flawed-stores.ts';

/** A store that runs another query than the given one. */
function asking(change: (query: RecordQuery) => RecordQuery): Flaw {
  return (right) => ({ list: (query = {}) => right.list(change(query)) });
}

/** A store that indexes other values than those of its records. */
function indexing(change: (record: JobRecord) => Partial<JobRecord>): Flaw {
  return (right) => ({
    async *list(query) {
      const records: JobRecord[] = [];
      const originals = new Map<string, JobRecord>();
      for await (const record of right.list()) {
        originals.set(record.key, record);
        records.push({ ...record, ...change(record) });
      }
      for await (const { key } of select(records, query)) {
        const original = originals.get(key);
        if (original !== undefined) yield original;
      }
    },
  });
}

/** A store that indexes some of the records of its puts, perhaps outdated or refused ones. */
function remembering(isRemembered: (seen: boolean, stored: boolean) => boolean): Flaw {
  return (right) => {
    const seen = new Map<string, JobRecord>();
    return {
      async put(record, version) {
        const stored = await right.put(record, version);
        const isNew = isRemembered(seen.has(record.key), stored);
        if (isNew && record.kind === undefined) seen.set(record.key, structuredClone(record));
        return stored;
      },
      ...indexing((record) => seen.get(record.key) ?? {})(right),
    };
  };
}

/** A store that returns the records of a query in another order. */
function sorting(compare: (a: JobRecord, b: JobRecord) => number): Flaw {
  return (right) => ({
    async *list(query = {}) {
      const all = await Array.fromAsync(right.list());
      yield* select(query.dueBy === undefined ? all.toSorted(compare) : all, query);
    },
  });
}

const allOf = (store: JobStore, query?: RecordQuery): Promise<JobRecord[]> =>
  Array.fromAsync(store.list(query));

/** Stores with flaws in queries, and a part of the name of a test that has to notice. */
export const QUERY_FLAWS: Readonly<Record<string, readonly [noticedBy: string, flaw: Flaw]>> = {
  'ignores states': ['given states', asking((query) => ({ ...query, states: undefined }))],
  'looks at the first state only': [
    'given states',
    asking(({ states, ...query }) => ({ ...query, states: states?.slice(0, 1) })),
  ],
  'treats no state as any': [
    'given states',
    asking(({ states, ...query }) => (states?.length === 0 ? query : { ...query, states })),
  ],
  'lists a job once for each state': [
    'given states',
    (right) => ({
      async *list({ states, ...query } = {}) {
        if (states === undefined) yield* right.list(query);
        for (const state of states ?? []) yield* right.list({ ...query, states: [state] });
      },
    }),
  ],
  'indexes only the first version': ['given states', remembering((seen) => !seen)],
  'indexes what a refused put has': ['given states', remembering(() => true)],
  'ignores uploads': ['of an upload', asking((query) => ({ ...query, upload: undefined }))],
  'keeps one job for an upload': [
    'of an upload',
    asking((query) => (query.upload === undefined ? query : { ...query, limit: 1 })),
  ],
  'lists parts': ['leaves out parts', asking((query) => ({ ...query, withoutParts: undefined }))],
  'lists jobs only': ['leaves out parts', asking((query) => ({ ...query, withoutParts: true }))],
  'uses one property of a query': [
    'all properties',
    asking((query) => (query.upload === undefined ? query : { upload: query.upload })),
  ],
  'lists due jobs in the order of keys': [
    'earliest first',
    (right) => ({
      list: (query) =>
        select({
          async *[Symbol.asyncIterator]() {
            yield* (await allOf(right, query)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
          },
        }),
    }),
  ],
  'limits due jobs before it sorts them': [
    'earliest first',
    (right) => ({
      async *list({ limit, ...query } = {}) {
        yield* select(await allOf(right, { ...query, dueBy: undefined, limit }), query);
      },
    }),
  ],
  'excludes the end': [
    'earliest first',
    asking((query) => (query.dueBy === undefined ? query : { ...query, dueBy: query.dueBy - 1 })),
  ],
  'ignores leases': ['as `facetsOf` does', indexing(() => ({ lease: undefined }))],
  'lists ended jobs as due': [
    'as `facetsOf` does',
    (right) => ({
      async *list(query = {}) {
        const { dueBy = 0 } = query;
        yield* right.list(query);
        if (query.dueBy === undefined || query.states !== undefined) return;
        for await (const ended of right.list({ ...query, dueBy: undefined, states: ['done', 'failed'] }))
          if ((ended.dueAt ?? 0) <= dueBy) yield ended;
      },
    }),
  ],
  'lists parts as due': ['as `facetsOf` does', indexing(() => ({ partOf: undefined }))],
  'never lists jobs without a time': ['as `facetsOf` does', indexing(({ dueAt = Infinity }) => ({ dueAt }))],
  'lists due jobs by offset': [
    'each due job once',
    (right) => ({
      async *list(query = {}) {
        if (query.dueBy === undefined) yield* right.list(query);
        for (let offset = 0; query.dueBy !== undefined; offset += 20) {
          const page = (await allOf(right, query)).slice(offset, offset + 20);
          if (page.length === 0) return;
          yield* page;
        }
      },
    }),
  ],
  'lists due jobs until none is due': [
    'each due job once',
    (right) => ({
      async *list(query = {}) {
        if (query.dueBy === undefined) yield* right.list(query);
        for (let dueBy = -Infinity, seen = 0; query.dueBy !== undefined;) {
          const next = (await allOf(right, query)).find((record) => (facetsOf(record).dueAt ?? 0) > dueBy);
          if (next === undefined || (seen += 1) > (query.limit ?? Infinity)) return;
          dueBy = facetsOf(next).dueAt ?? 0;
          yield next;
        }
      },
    }),
  ],
  'ignores limits': ['no more than the limit', asking((query) => ({ ...query, limit: undefined }))],
  'treats 0 as no limit': [
    'no more than the limit',
    asking(({ limit, ...query }) => ({ ...query, limit: limit === 0 ? undefined : limit })),
  ],
  'begins with the record of `after`': [
    'every record once, while',
    (right) => ({
      async *list({ after, limit = Infinity, ...query } = {}) {
        const all = await allOf(right, query);
        const first = Math.max(
          0,
          all.findIndex(({ key }) => key === after),
        );
        yield* all.slice(first, first + limit);
      },
    }),
  ],
  'orders pages by their last change': [
    'every record once, while',
    sorting((a, b) => b.updatedAt - a.updatedAt),
  ],
  'looks for `after` among the records that fit': [
    'has left them',
    (right) => ({
      async *list({ states, ...query } = {}) {
        yield* select(await allOf(right, { states }), query);
      },
    }),
  ],
  'limits before it filters': [
    'some states',
    (right) => ({
      async *list({ states, withoutParts, dueBy, upload, ...query } = {}) {
        yield* select(await allOf(right, query), { states, withoutParts, dueBy, upload });
      },
    }),
  ],
};
