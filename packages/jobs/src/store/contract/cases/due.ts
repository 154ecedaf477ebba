import type { JobRecord } from '../../record.ts';
import { type Case, check } from '../case.ts';
import { proveListed } from '../prove-stored.ts';
import { sampleRecord } from '../sample-record.ts';

const TIME = 1_790_000_000_000;

/** More than stores usually read at a time. */
const DUE_RECORDS = 250;

/** `list` with `dueBy` returns what a worker has to do, the most urgent first. */
export const DUE: readonly Case[] = [
  {
    name: 'list: returns the jobs that are due, the earliest first',
    async prove(open) {
      const store = await open();
      await store.put(sampleRecord('a third', { dueAt: TIME + 3 }), 0);
      await store.put(sampleRecord('c first', { dueAt: TIME + 1 }), 0);
      await store.put(sampleRecord('d fourth', { dueAt: TIME + 4 }), 0);
      await store.put(sampleRecord('b second', { dueAt: TIME + 2 }), 0);
      await proveListed(store, { dueBy: TIME }, []);
      const three = ['c first', 'b second', 'a third'];
      await proveListed(store, { dueBy: TIME + 3 }, three, 'it includes what is due exactly then');
      await proveListed(store, { dueBy: TIME + 9, limit: 2 }, ['c first', 'b second']);
      await store.put(sampleRecord('c first', { dueAt: TIME + 9 }), 1);
      await proveListed(store, { dueBy: TIME + 2 }, ['b second'], 'a put has moved the first one');
      await store.put(sampleRecord('b second', { dueAt: TIME + 9 }), 5);
      await proveListed(await open(), { dueBy: TIME + 2 }, ['b second'], 'a put was refused');
    },
  },
  {
    name: 'list: knows when a job is due as `facetsOf` does',
    async prove(open) {
      const store = await open();
      const early = { dueAt: TIME };
      await store.put(sampleRecord('leased', { ...early, lease: { owner: 'a', until: TIME + 2 } }), 0);
      await store.put(sampleRecord('free', { dueAt: TIME + 1, lease: { owner: 'a', until: TIME - 1 } }), 0);
      await store.put(sampleRecord('updated', { updatedAt: TIME + 3 }), 0);
      await store.put(sampleRecord('done', { ...early, state: 'done' }), 0);
      await store.put(sampleRecord('failed', { ...early, state: 'failed' }), 0);
      await store.put(sampleRecord('part', { ...early, partOf: 'job' }), 0);
      await store.put(sampleRecord('review', { dueAt: TIME + 4, state: 'needs_review' }), 0);
      await proveListed(store, { dueBy: TIME + 1 }, ['free'], 'a job with a lease is due when it ends');
      const inOrder = ['free', 'leased', 'updated', 'review'];
      await proveListed(
        store,
        { dueBy: TIME + 9 },
        inOrder,
        'neither parts nor jobs that have ended are due',
      );
      await store.put(sampleRecord('free', { ...early, state: 'done' }), 1);
      await store.put(sampleRecord('done', { ...early, state: 'submitted' }), 1);
      await proveListed(store, { dueBy: TIME + 1 }, ['done'], 'puts have changed the states');
    },
  },
  {
    name: 'list: returns each due job once while other handles advance them',
    async prove(open) {
      const [store, other] = [await open(), await open()];
      const keys = Array.from({ length: DUE_RECORDS }, (_, index) => `${index}`);
      // Few at a time, because a store may open a connection per call.
      for (let first = 0; first < keys.length; first += 10) {
        await Promise.all(keys.slice(first, first + 10).map((key) => store.put(due(key, 0), 0)));
      }
      const found: string[] = [];
      for await (const { key } of store.list({ dueBy: TIME + 10_000 })) {
        found.push(key);
        // Still due, but later: behind all others.
        if (found.length <= 40) await other.put(due(key, 5_000), 1);
        check(found.length <= 2 * DUE_RECORDS, 'list must end, also while due jobs are put again.');
      }
      const twice = found.length - new Set(found).size;
      check(twice === 0, `list must return each due job once, but it returned ${twice} several times.`);
      const missing = keys.length - found.length;
      check(missing === 0, `list must return all due jobs, but ${missing} of ${DUE_RECORDS} are missing.`);
      const sorted = found.toSorted((a, b) => Number(a) - Number(b));
      check(found.join() === sorted.join(), 'list must return the job first that is due first.');
    },
  },
];

/** A job that is due in the order of its key. */
function due(key: string, later: number): JobRecord {
  return sampleRecord(key, { dueAt: TIME + later + Number(key) });
}
