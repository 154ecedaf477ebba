import { fileStore } from '@optimaldial/jobs/file';
import { type JobStore, memoryStore, seenEvents } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A store whose clock the test sets, and the ledgers that it has. */
function setUp(): { store: JobStore; clock: { now: number }; entries: () => Promise<string[][]> } {
  const clock = { now: Date.UTC(2026, 10, 26) };
  const keys = new Set<string>();
  const memory = memoryStore({ now: () => clock.now });
  const put: JobStore['put'] = (record, version) => {
    keys.add(record.key);
    return memory.put(record, version);
  };
  const entries = async (): Promise<string[][]> => {
    const records = await Promise.all([...keys].map((key) => memory.get(key)));
    return records.map((stored) =>
      stored?.record.kind === 'ledger' ? Object.keys(stored.record.reserved) : [],
    );
  };
  return { store: { ...memory, put }, clock, entries };
}

test('seenEvents: handles an event once in all processes', async () => {
  const { store, entries } = setUp();
  const [one, other] = [seenEvents(store), seenEvents(store)];
  expect(await one.claim('evt_1')).toBe('new');
  expect(await other.claim('evt_1')).toBe('busy');
  expect(await other.claim('evt_2')).toBe('new');
  await one.done('evt_1');
  expect(await other.claim('evt_1')).toBe('done');
  expect(await seenEvents(store).claim('evt_1')).toBe('done');
  await other.release('evt_2');
  expect(await one.claim('evt_2')).toBe('new');
  expect((await entries()).flat().toSorted()).toEqual(['claimed\nevt_2', 'done\nevt_1']);
  expect(await Array.fromAsync(store.list())).toEqual([]);
});

test('seenEvents: takes an event over when the lease of a killed process has passed', async () => {
  const { store, clock } = setUp();
  const [killed, other, third] = [seenEvents(store), seenEvents(store), seenEvents(store)];
  expect(await killed.claim('evt_1')).toBe('new');
  clock.now += 5 * MINUTE_MS - 1;
  expect(await other.claim('evt_1')).toBe('busy');
  clock.now += 1;
  expect(await other.claim('evt_1')).toBe('new');
  // It was only slow: its claim is no longer its own, but its result counts.
  await killed.release('evt_1');
  expect(await third.claim('evt_1')).toBe('busy');
  await killed.done('evt_1');
  await other.release('evt_1');
  expect(await third.claim('evt_1')).toBe('done');
});

test('seenEvents: keeps the claim of a later delivery to this process when a slow handler fails', async () => {
  const { store, clock } = setUp();
  const [seen, other] = [seenEvents(store), seenEvents(store)];
  expect(await seen.claim('evt_1')).toBe('new');
  clock.now += 5 * MINUTE_MS;
  expect(await seen.claim('evt_1')).toBe('new');
  await seen.release('evt_1');
  expect(await other.claim('evt_1')).toBe('busy');
  await seen.release('evt_1');
  expect(await other.claim('evt_1')).toBe('new');
  // Whichever handler ends first: a success is never forgotten.
  await seen.done('evt_1');
  await other.release('evt_1');
  expect(await other.claim('evt_1')).toBe('done');
});

test('seenEvents: releases nothing that it has not claimed', async () => {
  const { store } = setUp();
  expect(await seenEvents(store).claim('evt_1')).toBe('new');
  await seenEvents(store).release('evt_1');
  expect(await seenEvents(store).claim('evt_1')).toBe('busy');
});

test('seenEvents: forgets events after two days, in at most 256 records', { timeout: 60_000 }, async () => {
  const { store, clock, entries } = setUp();
  const seen = seenEvents(store);
  for (let event = 0; event < 6000; event++) {
    expect(await seen.claim(`evt_${event}`)).toBe('new');
    if (event % 10 > 0) await seen.done(`evt_${event}`);
    clock.now += DAY_MS / 500;
  }
  expect(await seen.claim('evt_5999')).toBe('done');
  expect(await seen.claim('evt_5011')).toBe('done');
  const kept = await entries();
  expect(kept.length).toBeLessThanOrEqual(256);
  // Two days have 1,000 events. A record also keeps those from before its last event.
  expect(kept.flat().length).toBeLessThan(2000);
  clock.now += 3 * DAY_MS;
  for (let event = 0; event < 6000; event++) await seen.claim(`late_${event}`);
  expect((await entries()).flat().every((name) => name.startsWith('claimed\nlate_'))).toBe(true);
});

test.each(['__proto__', 'constructor', '', 'a\nb', 'done\nevt'])(
  'seenEvents: accepts the ID %j',
  async (id) => {
    const { store } = setUp();
    const seen = seenEvents(store);
    expect(await seen.claim(id)).toBe('new');
    await seen.done(id);
    expect(await seen.claim(id)).toBe('done');
    expect(await seen.claim('evt')).toBe('new');
  },
);

test('seenEvents: lets one of many concurrent deliveries handle an event, with a file store', async () => {
  const folder = await temporaryFolder();
  const processes = Array.from({ length: 8 }, () => seenEvents(fileStore(folder)));
  for (const id of ['evt_1', 'evt_2']) {
    const claims = await Promise.all(processes.map(async (seen) => seen.claim(id)));
    expect(claims.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'busy'), 'new']);
    await processes[claims.indexOf('new')]?.done(id);
    expect(await processes[0]?.claim(id)).toBe('done');
  }
});

test.each([0, -1, NaN, Infinity, '5m'])('seenEvents: rejects the lease %j', (lease) => {
  // @ts-expect-error: one of them isn't a number
  expect(() => seenEvents(memoryStore(), { lease })).toThrow('`lease` must be a positive number of ms');
});
