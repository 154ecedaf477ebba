import { facetsOf, fits } from '../../facets.ts';
import { JOB_STATES, type JobRecord } from '../../record.ts';
import type { RecordQuery } from '../../store.ts';
import type { Case } from '../case.ts';
import { proveListed } from '../prove-stored.ts';
import { sampleLedger, sampleRecord, sampleUpload } from '../sample-record.ts';

/** `list` returns the records that fit a query, as they are now. */
export const QUERIES: readonly Case[] = [
  {
    name: 'list: returns the jobs in the given states',
    async prove(open) {
      const store = await open();
      for (const state of JOB_STATES) {
        await store.put(sampleRecord(`${state} 1`, { state }), 0);
        await store.put(sampleRecord(`${state} 2`, { state }), 0);
      }
      for (const state of JOB_STATES) {
        await proveListed(store, { states: [state] }, [`${state} 1`, `${state} 2`]);
      }
      const done = ['done 1', 'done 2'];
      await proveListed(store, { states: ['failed', 'done', 'done'] }, [...done, 'failed 1', 'failed 2']);
      await proveListed(store, { states: [] }, [], 'no state is given');
      await store.put(sampleRecord('sending 1', { state: 'done' }), 1);
      await proveListed(await open(), { states: ['sending'] }, ['sending 2'], 'a put has changed the state');
      await proveListed(await open(), { states: ['done'] }, [...done, 'sending 1']);
      await store.put(sampleRecord('done 1', { state: 'failed' }), 7);
      await proveListed(store, { states: ['failed'] }, ['failed 1', 'failed 2'], 'a put was refused');
    },
  },
  {
    name: 'list: returns the jobs of an upload',
    async prove(open) {
      const store = await open();
      const [first, second] = [sampleUpload('1'), sampleUpload('2')];
      await store.put(sampleRecord('none'), 0);
      await store.put(sampleRecord('a', { upload: first, state: 'done' }), 0);
      await store.put(sampleRecord('b', { upload: second }), 0);
      await store.put(sampleRecord('part', { upload: second, partOf: 'a' }), 0);
      await proveListed(store, { upload: '1' }, ['a']);
      await proveListed(store, { upload: '2' }, ['b', 'part'], 'parts have uploads, too');
      await proveListed(store, { upload: '3' }, []);
      await store.put(sampleRecord('b', { upload: first }), 1);
      await store.put(sampleRecord('a', { upload: undefined }), 1);
      await proveListed(await open(), { upload: '1' }, ['b'], 'puts have changed the uploads');
      await proveListed(await open(), { upload: '2' }, ['part']);
    },
  },
  {
    name: 'list: leaves out parts when it is asked to',
    async prove(open) {
      const store = await open();
      await store.put(sampleRecord('a', { parts: 1 }), 0);
      await store.put(sampleRecord('a/1', { partOf: 'a' }), 0);
      await proveListed(store, { withoutParts: true }, ['a']);
      await proveListed(store, { withoutParts: false }, ['a', 'a/1']);
    },
  },
  {
    name: 'list: returns the records that fit all properties of a query',
    async prove(open) {
      const store = await open();
      const records = sampleRecords();
      for (const record of records) await store.put(record, 0);
      await store.put(sampleLedger(), 0);
      for (const query of sampleQueries()) {
        const fitting = records.filter((record) => fits(record, query));
        if (query.dueBy !== undefined) fitting.sort((a, b) => dueAt(a) - dueAt(b));
        const keys = fitting.map(({ key }) => key);
        await proveListed(store, query, keys.slice(0, query.limit));
      }
    },
  },
];

function dueAt(record: JobRecord): number {
  return facetsOf(record).dueAt ?? 0;
}

const TIME = 1_790_000_000_000;

/** Records that differ in what queries ask for. No two are due at the same time. */
function sampleRecords(): JobRecord[] {
  return JOB_STATES.flatMap((state, place) =>
    [undefined, '1', '2'].flatMap((id, index) =>
      [undefined, 'job'].map((partOf) => {
        const due = TIME + ((place * 7 + index * 5) % 18) * 1_000;
        const upload = id === undefined ? undefined : sampleUpload(id);
        return sampleRecord(`${state} ${id} ${partOf}`, { state, upload, partOf, dueAt: due });
      }),
    ),
  );
}

function sampleQueries(): RecordQuery[] {
  const states = [undefined, ['submitted'], ['done', 'sending', 'needs_review']] as const;
  return states.flatMap((some) =>
    [undefined, TIME + 9_000].flatMap((dueBy) =>
      [undefined, '1'].flatMap((upload) =>
        [undefined, true].flatMap((withoutParts) => {
          const query = { states: some, dueBy, upload, withoutParts };
          // Without an order, any records can be the first ones.
          return dueBy === undefined ? [query] : [query, { ...query, limit: 2 }];
        }),
      ),
    ),
  );
}
