import {
  facetsOf,
  memoryStore,
  type JobRecord,
  type JobState,
  type JobStore,
  type RecordQuery,
} from '@optimaldial/jobs';
import { buildUpload } from '@optimaldial/testing';
import { expect } from 'vitest';
import { sample } from '../redis/sample.ts';

const KEYS = 40;
const PUTS = 2_000;
const STATES: readonly JobState[] = ['reserved', 'sending', 'submitted', 'done', 'failed', 'needs_review'];

/**
 * Puts random records, and compares what the store finds with a scan of all records.
 *
 * @returns a store with the same records
 */
export async function compareQueries(store: JobStore): Promise<JobStore> {
  const seed = Date.now() % 1e6;
  const random = generator(seed);
  const below = (end: number): number => Math.floor(random() * end);
  const model = memoryStore();
  const versions = new Map<string, number>();
  for (let puts = 1; puts <= PUTS; puts += 1) {
    const key = `key ${below(KEYS)}`;
    const version = versions.get(key) ?? 0;
    const record = random() < 0.05 ? ledger(`ledger\n${below(3)}`) : randomRecord(key);
    const current = record.kind === undefined ? version : ((await model.get(record.key))?.version ?? 0);
    expect(await store.put(record, current)).toBe(await model.put(record, current));
    if (record.kind === undefined) versions.set(key, version + 1);
    if (puts % 50 > 0) continue;
    const query = randomQuery();
    const run = `seed ${seed}, put ${puts}, ${JSON.stringify(query)}`;
    const found = await Array.fromAsync(store.list(query));
    const wanted = await Array.fromAsync(model.list(query));
    const keys = found.map((one) => one.key);
    expect({
      run,
      records: sorted(found),
      due: query.dueBy && found.map(dueAt),
      pages: await pages(query),
      states: await store.summarize?.(),
      days: await store.summarizeDays?.('1970-01-02'),
    }).toEqual({
      run,
      records: sorted(wanted),
      due: query.dueBy && wanted.map(dueAt),
      pages: keys,
      states: await statesOfModel(),
      days: await daysOfModel(),
    });
  }
  return model;

  function randomRecord(key: string): JobRecord {
    const index = Number(key.slice(4));
    return sample(key, {
      state: STATES[below(STATES.length)] ?? 'done',
      createdAt: index * 1000,
      updatedAt: below(1e6),
      dueAt: random() < 0.5 ? below(1e6) : undefined,
      lease: random() < 0.3 ? { owner: 'o', until: below(1e6) } : undefined,
      partOf: index % 4 === 0 ? 'key 1' : undefined,
      sentAt: random() < 0.7 ? below(5) * 86_400_000 : undefined,
      upload:
        random() < 0.6
          ? buildUpload({ id: `upload ${below(5)}`, credits_charged: below(4), credits_refunded: below(6) })
          : undefined,
    });
  }

  function randomQuery(): RecordQuery {
    return {
      ...(random() < 0.5 && { states: STATES.filter(() => random() < 0.5) }),
      ...(random() < 0.4 && { dueBy: below(1.2e6) }),
      ...(random() < 0.2 && { upload: `upload ${below(6)}` }),
      ...(random() < 0.5 && { withoutParts: true }),
    };
  }

  /** Reads the keys page by page, apart from those that are due. */
  async function pages(query: RecordQuery): Promise<string[]> {
    const found: string[] = [];
    const limit = query.dueBy === undefined ? 3 : KEYS;
    for (;;) {
      const page = await Array.fromAsync(store.list({ ...query, after: found.at(-1), limit }));
      found.push(...page.map(({ key }) => key));
      if (page.length < limit || limit === KEYS) return found;
    }
  }

  async function statesOfModel(): Promise<unknown[]> {
    const jobs = await Array.fromAsync(model.list({ withoutParts: true }));
    return STATES.flatMap((state) => {
      const inState = jobs.filter((job) => job.state === state);
      const oldest = Math.min(...inState.map(({ createdAt }) => createdAt));
      return inState.length === 0 ? [] : [{ state, count: inState.length, oldest }];
    });
  }

  async function daysOfModel(): Promise<unknown[]> {
    const days = new Map<string, number>();
    for await (const record of model.list()) {
      const { day, credits } = facetsOf(record);
      if (day !== undefined && day >= '1970-01-02') days.set(day, (days.get(day) ?? 0) + credits);
    }
    return Array.from(days, ([day, credits]) => ({ day, credits }))
      .filter(({ credits }) => credits !== 0)
      .toSorted((a, b) => (a.day < b.day ? -1 : 1));
  }
}

function ledger(key: string) {
  return { kind: 'ledger', key, period: '1970-01-01', charged: 1, reserved: {}, updatedAt: 1 } as const;
}

function sorted(records: readonly JobRecord[]): readonly JobRecord[] {
  return records.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function dueAt(record: JobRecord): number | undefined {
  return facetsOf(record).dueAt;
}

/** A generator of random numbers from 0 to 1 that a seed determines. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
