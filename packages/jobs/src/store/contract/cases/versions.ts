import { type Case, check } from '../case.ts';
import { proveStored } from '../prove-stored.ts';
import { sampleRecord } from '../sample-record.ts';

/** Versions count from 1, and a put must name the current one. */
export const VERSIONS: readonly Case[] = [
  {
    name: 'put: adds 1 to the version, starting at 1',
    async prove(open) {
      const store = await open();
      for (let version = 0; version < 12; version += 1) {
        check(await store.put(sampleRecord('key'), version), `put must replace version ${version}.`);
        const found = await store.get('key');
        check(
          found?.version === version + 1,
          `After put with version ${version}, get must return version ${version + 1}, got ${found?.version}.`,
        );
      }
    },
  },
  {
    name: 'put: refuses versions that are not current, and changes nothing',
    async prove(open) {
      const store = await open();
      for (const version of [1, 2, -1]) {
        const stored = await store.put(sampleRecord('key', { token: 'wrong' }), version);
        check(!stored, `put must resolve with false for version ${version} of a key without a record.`);
      }
      check((await store.get('key')) === undefined, 'A refused put must not store a record.');
      for (let version = 0; version < 20; version += 1) {
        await store.put(sampleRecord('key', { token: `${version}` }), version);
      }
      for (const version of [0, 1, 2, 3, 10, 18, 19, 21, 22, 100, -1]) {
        const stored = await store.put(sampleRecord('key', { token: 'wrong' }), version);
        check(!stored, `put must resolve with false for version ${version} when version 20 is current.`);
      }
      const changed = 'A refused put must not change the record.';
      await proveStored(store, sampleRecord('key', { token: '19' }), changed);
      check((await store.get('key'))?.version === 20, 'A refused put must not change the version.');
    },
  },
  {
    name: 'put: keeps the versions of keys apart',
    async prove(open) {
      const store = await open();
      for (let version = 0; version < 3; version += 1) await store.put(sampleRecord('a'), version);
      check(!(await store.put(sampleRecord('b'), 3)), 'The version of one key must not count for another.');
      check(await store.put(sampleRecord('b'), 0), 'A put of one key must not prevent that of another.');
    },
  },
];
