import { type Case, check } from '../case.ts';
import { differenceBetween } from '../difference.ts';
import { getJob } from '../../get-job.ts';
import { proveStored } from '../prove-stored.ts';
import { FULL, sampleRecord, withUnknownFields } from '../sample-record.ts';
import type { JobRecord } from '../../record.ts';
import type { JobStore } from '../../store.ts';

/** What `put` stores is what `get` reads. */
export const RECORDS: readonly Case[] = [
  {
    name: 'get: resolves with undefined when the key has no record',
    async prove(open) {
      const store = await open();
      await store.put(sampleRecord('present'), 0);
      const found = await store.get('absent');
      check(found === undefined, 'get must resolve with undefined for a key that was never put.');
    },
  },
  {
    name: 'put: stores every field unchanged',
    prove: async (open) => proveRoundTrip(await open(), sampleRecord('key', FULL)),
  },
  {
    name: 'put: stores fields that it does not know',
    prove: async (open) => proveRoundTrip(await open(), withUnknownFields(sampleRecord('key'))),
  },
  {
    name: 'put: stores a record of 200 kB',
    async prove(open) {
      const message = 'Größe '.repeat(30_000);
      const error = { name: 'Error', message, code: 'server', next: 'retry' } as const;
      await proveRoundTrip(await open(), sampleRecord('key', { error }));
    },
  },
  {
    name: 'put: removes the fields that the new version does not have',
    async prove(open) {
      const store = await open();
      await store.put(sampleRecord('key', FULL), 0);
      await store.put(sampleRecord('key'), 1);
      await proveStored(store, sampleRecord('key'));
    },
  },
  {
    name: 'put and get: copy records',
    async prove(open) {
      const store = await open();
      const list = { fields: '', fingerprint: 'before' };
      await store.put(sampleRecord('key', { list }), 0);
      list.fingerprint = 'after';
      const expected = sampleRecord('key', { list: { fields: '', fingerprint: 'before' } });
      await proveStored(store, expected, 'put must copy the record: changing it later changed the store.');
      const shared = 'get must return a copy: changing it changed the store.';
      Reflect.set((await getJob(store, 'key'))?.record.list ?? {}, 'fingerprint', 'after');
      await proveStored(store, expected, shared);
      for await (const { list: listed } of store.list()) Reflect.set(listed, 'fingerprint', 'after');
      await proveStored(store, expected, shared.replace('get', 'list'));
    },
  },
  {
    name: 'put: is visible to all handles once it has resolved',
    async prove(open) {
      const writer = await open();
      for (let version = 0; version < 20; version += 1) {
        const record = sampleRecord('key', { token: `${version}` });
        check(await writer.put(record, version), 'put must store a record that only one process writes.');
        const late = 'get must return the record that put has just confirmed, also on another handle.';
        await proveStored(version % 2 === 0 ? writer : await open(), record, late);
      }
    },
  },
];

async function proveRoundTrip(store: JobStore, record: JobRecord): Promise<void> {
  check(await store.put(record, 0), 'put must resolve with true for a new key and version 0.');
  await proveStored(store, record);
  for await (const listed of store.list()) {
    const difference = differenceBetween(listed, record, 'record');
    check(difference === undefined, `list must return what was put, but ${difference} differs.`);
  }
}
