import { facetsOf, fits } from './facets.ts';
import type { JobRecord, StoreRecord } from './record.ts';
import type { RecordQuery } from './store.ts';

/** Selects records by looking at each one, for stores without an index. */
export async function* select(
  records: Iterable<StoreRecord> | AsyncIterable<StoreRecord>,
  query: RecordQuery = {},
): AsyncGenerator<JobRecord, void, undefined> {
  const { after, dueBy, limit = Infinity } = query;
  const due: [at: number, record: JobRecord][] = [];
  let isBehind = after === undefined;
  let left = limit;
  for await (const record of left > 0 ? records : []) {
    if (isBehind && fits(record, query)) {
      if (dueBy !== undefined) due.push([facetsOf(record).dueAt ?? 0, record]);
      else {
        yield record;
        // Before the next one is read.
        if ((left -= 1) <= 0) return;
      }
    }
    isBehind ||= record.key === after;
  }
  for (const [, record] of due.toSorted(([a], [b]) => a - b).slice(0, limit)) yield record;
}
