import { JOB_STATES } from '../../record.ts';
import { type Case, check } from '../case.ts';
import { proveListed, proveStored } from '../prove-stored.ts';
import { sampleLedger, sampleRecord } from '../sample-record.ts';

/** Names that databases treat differently in documents. */
const RESERVED = Object.fromEntries(
  ['crm\n1', 'a.b\n2', '$set\n3', '\n4', 'A', 'a', '0', '\u{1F4DE} é\n5'].map((name, index) => [name, index]),
);

/** Ledgers are stored like jobs, but never listed. */
export const LEDGERS: readonly Case[] = [
  {
    name: 'put: stores a ledger unchanged',
    async prove(open) {
      const store = await open();
      const ledger = sampleLedger({
        charged: 0.5,
        reserved: { ...RESERVED, whole: Number.MAX_SAFE_INTEGER },
      });
      check(await store.put(ledger, 0), 'put must store a ledger, whose key has control characters.');
      await proveStored(await open(), ledger);
      const changed = sampleLedger({ charged: 7, reserved: { 'crm\n1': 1 } });
      check(await store.put(changed, 1), 'put must replace a ledger.');
      await proveStored(store, changed);
      const other = sampleLedger({ key: `${ledger.key}0` });
      check(await store.put(other, 0), 'put must keep ledgers with similar keys apart.');
      await proveStored(store, changed);
    },
  },
  {
    name: 'put: stores exactly one of many concurrent ledgers of a version',
    async prove(open) {
      const stores = await Promise.all([open(), open(), open(), open()]);
      for (let version = 0; version < 3; version += 1) {
        const ledgers = Array.from({ length: 12 }, (_, charged) => sampleLedger({ charged }));
        const results = await Promise.all(
          ledgers.map((ledger, index) => (stores[index % 4] ?? stores[0]).put(ledger, version)),
        );
        const [winner, ...others] = ledgers.filter((_, index) => results[index]);
        check(
          winner !== undefined && others.length === 0,
          `Of 12 concurrent puts of version ${version} of a ledger, exactly one must resolve with true.`,
        );
        for (const store of stores) await proveStored(store, winner);
      }
      check(!(await stores[0].put(sampleLedger(), 1)), 'put must refuse an outdated version of a ledger.');
    },
  },
  {
    name: 'list: returns no ledgers',
    async prove(open) {
      const store = await open();
      await store.put(sampleLedger(), 0);
      await store.put(sampleRecord('job'), 0);
      const dueBy = Number.MAX_SAFE_INTEGER;
      for (const query of [{}, { withoutParts: true }, { states: JOB_STATES }, { dueBy }, { limit: 1 }]) {
        await proveListed(store, query, ['job'], 'ledgers are only read with get');
      }
    },
  },
];
