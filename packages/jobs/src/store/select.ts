import { facetsOf, fits } from './facets.ts';
import type { JobRecord, StoreRecord } from './record.ts';
import type { RecordQuery } from './store.ts';

/** Selects records by looking at each one, for stores without an index. */
export async function* select(
  records: Iterable<StoreRecord> | AsyncIterable<StoreRecord>,
  query: RecordQuery = {},
): AsyncGenerator<JobRecord, void, undefined> {
  const { after, limit = Infinity, dueBy } = query;
  let isBehind = after === undefined;
  const due: JobRecord[] = [];
  let count = 0;
  for await (const record of records) {
    const wasBehind = isBehind;
    if (record.key === after) isBehind = true;
    if (!wasBehind || !fits(record, query)) continue;
    if (dueBy !== undefined) {
      due.push(record);
      continue;
    }
    if (count >= limit) return;
    count += 1;
    yield record;
  }
  const dueAt = (record: JobRecord): number => facetsOf(record).dueAt ?? Infinity;
  yield* due.toSorted((a, b) => dueAt(a) - dueAt(b)).slice(0, limit);
}
