import { type Case, check } from '../case.ts';
import { listed, proveStored } from '../prove-stored.ts';
import { sampleRecord } from '../sample-record.ts';

const KEYS: readonly string[] = [
  'a',
  'A',
  'ab',
  'a ',
  ' a',
  'a/b',
  'a\\b',
  'a:b',
  'a%2Fb',
  '/',
  '.',
  '..',
  '../a',
  '__proto__',
  'constructor',
  'null',
  '0',
  '00',
  "'; --",
  'a*?"<>|b',
  'CON',
  'line\nbreak',
  'line\u001Fbreak',
  '\u00E9',
  'e\u0301',
  '\u{1F4DE}',
  '\u{1F4DE}\u{1F3FD}',
  'k'.repeat(1_000),
  `${'k'.repeat(999)}l`,
  '\u{1F4DE}'.repeat(500),
];

/** Any string is a key of its own. */
export const HARD_KEYS: readonly Case[] = [
  {
    name: 'put: keeps keys apart that are easily confused',
    async prove(open) {
      const store = await open();
      for (const [index, key] of KEYS.entries()) {
        const before = await store.get(key);
        check(before === undefined, `get must find nothing under ${named(key)} before its first put.`);
        check(await store.put(sampleRecord(key, { parts: index }), 0), `put must store ${named(key)}.`);
      }
      for (const [index, key] of KEYS.entries()) {
        await proveStored(
          store,
          sampleRecord(key, { parts: index }),
          `get must return the record of ${named(key)}.`,
        );
      }
      const keys = (await listed(store)).map(({ key }) => key);
      const complete = JSON.stringify(keys.toSorted()) === JSON.stringify(KEYS.toSorted());
      check(complete, 'list must return the record of each key once.');
    },
  },
];

function named(key: string): string {
  return key.length <= 20 ? `the key ${JSON.stringify(key)}` : `a key of ${key.length} characters`;
}
