import { getJob } from '../../get-job.ts';
import type { JobState } from '../../record.ts';
import type { JobStore, RecordQuery } from '../../store.ts';
import { type Case, check } from '../case.ts';
import { listed } from '../prove-stored.ts';
import { sampleLedger, sampleRecord } from '../sample-record.ts';

const RECORDS = 60;
const LIMIT = 7;

/** `after` and `limit` read a list in pages. */
export const PAGES: readonly Case[] = [
  {
    name: 'list: returns no more than the limit',
    async prove(open) {
      const store = await open();
      for (let index = 0; index < 5; index += 1) await store.put(sampleRecord(`${index}`), 0);
      for (const limit of [0, 1, 4, 5, 6]) {
        const { length } = await listed(store, { limit });
        check(
          length === Math.min(limit, 5),
          `list must return ${Math.min(limit, 5)} of 5 records, got ${length}.`,
        );
      }
    },
  },
  {
    name: 'list: returns pages in one order, and every record once, while other handles put',
    async prove(open) {
      const [store, other] = [await open(), await open()];
      await store.put(sampleLedger(), 0);
      const keys = await fill(store);
      await provePages(store, keys, {}, async (last, page) => {
        await other.put(sampleRecord(`new ${page}`, { createdAt: 1 }), 0);
        // Also the last record of the page and those of other pages.
        for (const key of [last, `${page}`, `${RECORDS - 1 - page}`]) await change(other, key, 'failed');
      });
    },
  },
  {
    name: 'list: returns pages of some states, also when the record before has left them',
    async prove(open) {
      const [store, other] = [await open(), await open()];
      const wanted = (await fill(store)).filter((key) => Number(key) % 3 !== 2);
      const query: RecordQuery = { states: ['reserved', 'submitted'], withoutParts: true };
      await provePages(store, wanted, query, (last) => change(other, last, 'done'));
    },
  },
];

/** Every third record is submitted, and every third one a part. */
async function fill(store: JobStore): Promise<string[]> {
  const keys = Array.from({ length: RECORDS }, (_, index) => `${index}`);
  for (const key of keys) {
    const kind = Number(key) % 3;
    const createdAt = 1_790_000_000_000 + ((Number(key) * 7) % 11);
    const state = kind === 1 ? 'submitted' : 'reserved';
    await store.put(sampleRecord(key, { state, createdAt, partOf: kind === 2 ? '0' : undefined }), 0);
  }
  return keys;
}

/** Changes what jobs change: neither the key nor the time of creation. */
async function change(store: JobStore, key: string, state: JobState): Promise<void> {
  const stored = await getJob(store, key);
  if (stored === undefined) return;
  await store.put({ ...stored.record, state, updatedAt: 1_791_000_000_000 }, stored.version);
}

/** Reads pages until one isn't full, and throws unless each of `keys` is in exactly one of them. */
async function provePages(
  store: JobStore,
  keys: readonly string[],
  query: RecordQuery,
  between: (last: string, page: number) => Promise<unknown>,
): Promise<void> {
  const found: string[] = [];
  let last: string | undefined;
  for (let page = 0; ; page += 1) {
    check(page < RECORDS, 'list with `after` must come to an end.');
    const records = await listed(store, { ...query, after: last, limit: LIMIT });
    found.push(...records.map(({ key }) => key));
    last = records.at(-1)?.key;
    if (last === undefined || records.length < LIMIT) break;
    await between(last, page);
  }
  const twice = found.length - new Set(found).size;
  check(twice === 0, `list must return each record in one page, but it returned ${twice} in several.`);
  const missing = keys.filter((key) => !found.includes(key)).length;
  check(missing === 0, `list must return full pages until the last one, but ${missing} records are missing.`);
}
