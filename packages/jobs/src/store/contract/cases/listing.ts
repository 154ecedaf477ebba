import { type Case, check } from '../case.ts';
import { listed } from '../prove-stored.ts';
import { sampleRecord } from '../sample-record.ts';

/** More than stores usually read at a time. */
const RECORDS_LISTED = 250;

/** `list` returns all records, each once. */
export const LISTING: readonly Case[] = [
  {
    name: 'list: returns nothing when the store is empty',
    async prove(open) {
      const records = await listed(await open());
      check(records.length === 0, 'list must return nothing for an empty store.');
    },
  },
  {
    name: 'list: returns every record once while other handles put',
    async prove(open) {
      const [store, other] = [await open(), await open()];
      const keys = Array.from({ length: RECORDS_LISTED }, (_, index) => `${index}`);
      // Few at a time, because a store may open a connection per call.
      for (let first = 0; first < keys.length; first += 10) {
        await Promise.all(keys.slice(first, first + 10).map((key) => store.put(sampleRecord(key), 0)));
      }
      check((await listed(store)).length === keys.length, `list must return all of ${keys.length} records.`);
      const counts = new Map<string, number>();
      let puts: Promise<unknown> = Promise.resolve();
      for await (const { key } of store.list()) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (counts.size > 20) continue;
        const index = counts.size;
        puts = puts
          .then(() => other.put(sampleRecord(`new ${index}`), 0))
          .then(() => other.put(sampleRecord(`${RECORDS_LISTED - index}`, { token: 'changed' }), 1));
      }
      await puts;
      const missing = keys.filter((key) => !counts.has(key)).length;
      check(
        missing === 0,
        `list must return the records that existed when it began, but ${missing} are missing.`,
      );
      const twice = [...counts.values()].filter((count) => count > 1).length;
      check(twice === 0, `list must return each record once, but it returned ${twice} several times.`);
    },
  },
  {
    name: 'list: returns the newest version',
    async prove(open) {
      const store = await open();
      for (let version = 0; version < 10; version += 1) {
        await store.put(sampleRecord('key', { parts: version }), version);
      }
      const [record, ...others] = await listed(await open());
      check(
        record?.parts === 9 && others.length === 0,
        'list must return the newest version of a record, and only this.',
      );
    },
  },
];
