import { constants } from 'node:os';
import { inspect } from 'node:util';
import { buildUpload } from '@optimaldial/testing';
import { expect, it } from 'vitest';
import { createTable, type Database, postgresStore, StoreError } from '../../src/store/postgres/index.ts';
import { keyHash } from '../../src/store/key-hash.ts';
import { ledger, record } from '../support/record.ts';

/** A database with prepared results. What the statements do is proven on a real server. */
function database(
  ...results: (readonly unknown[] | Error)[]
): Database & { statements: [string, string[]][] } {
  const statements: [string, string[]][] = [];
  return {
    statements,
    async query(text, values) {
      statements.push([text, values]);
      const result = results.shift();
      if (result instanceof Error) throw result;
      return { rows: result ?? [] };
    },
  };
}

const failed = (code: string): Error => Object.assign(new Error('failed'), { code });

const row = (index: number): object => ({ id: `id ${index}`, record: JSON.stringify(record(`${index}`)) });

const due = (key: string, at: number): object => ({
  id: key,
  due: `${at}`,
  record: JSON.stringify(record(key, { dueAt: at })),
});

it('postgresStore: quotes the table and its schema', async () => {
  const db = database();
  await postgresStore(db, { table: 'Billing.jobs_2' }).get('a');
  expect(db.statements[0]?.[0]).toContain('FROM "Billing"."jobs_2" WHERE');
});

it.each(['', '1a', 'a.b.c', 'a"b', "a'b", 'a;b', 'a b', 'é', '.a', 'a'.repeat(64)])(
  'postgresStore: rejects the table name %j',
  async (table) => {
    expect(() => postgresStore(database(), { table })).toThrow(TypeError);
    await expect(createTable(database(), { table })).rejects.toThrow('`table` must be');
  },
);

it('postgresStore: returns whether a row was changed', async () => {
  const store = postgresStore(database([{ version: '1' }], [], [{ version: '2' }], []));
  const results = [];
  for (const version of [0, 0, 1, 1]) results.push(await store.put(record('a'), version));
  expect(results).toEqual([true, false, true, false]);
});

it('postgresStore: treats a serialization failure as a lost race', async () => {
  const store = postgresStore(database(failed('40001'), failed('40001')));
  expect(await store.put(record('a'), 0)).toBe(false);
  expect(await store.put(record('a'), 1)).toBe(false);
});

it.each([
  ['57P01', 'retry', 'try again'],
  ['ECONNREFUSED', 'retry', 'try again'],
  ['a phone number, +14155550123', 'retry', '(Error)'],
  ['42P01', 'person', 'createTable(db)'],
  ['42501', 'person', 'Look up the code'],
  ['XX001', 'person', 'Look up the code'],
  ['25006', 'retry', 'Connect to the primary'],
  ['55P03', 'retry', 'try again'],
  ['XX000', 'retry', 'try again'],
])('postgresStore: gives the error %s of a driver the verdict %s', async (code, next, advice) => {
  const store = postgresStore(database(failed(code), failed(code)));
  const error: unknown = await store.get('a').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: 'job_store', next });
  expect(String(error)).toContain(advice);
  expect(inspect(error)).not.toContain('phone');
  await expect(store.put(record('a'), 1)).rejects.toMatchObject({ next });
});

it.each(Object.keys(constants.errno))(
  'postgresStore: gives the system error %s the verdict retry',
  async (code) => {
    await expect(postgresStore(database(failed(code))).get('a')).rejects.toMatchObject({ next: 'retry' });
  },
);

it('postgresStore: sends keys that PostgreSQL cannot store', async () => {
  const db = database();
  const key = 'a\0\uD800';
  await postgresStore(db).put(record(key), 0);
  const values = db.statements[0]?.[1] ?? [];
  expect(values.slice(0, 2)).toEqual([keyHash(key), 'a\uFFFD\uFFFD']);
  expect(values.join('')).not.toContain('\0');
  expect(JSON.parse(values.at(-1) ?? '')).toEqual(record(key));
});

it('postgresStore: lists page by page after the last ID', async () => {
  const pages = [200, 200, 3].map((length, page) =>
    Array.from({ length }, (_, index) => row(page * 200 + index)),
  );
  const db = database(...pages);
  expect(await Array.fromAsync(postgresStore(db).list())).toHaveLength(403);
  expect(db.statements.map(([, values]) => values)).toEqual([[''], ['id 199'], ['id 399']]);
});

it('postgresStore: stores what it indexes of a record, and nothing of a ledger', async () => {
  const db = database();
  const upload = buildUpload({ id: 'u', credits_charged: 5 });
  const fields = { state: 'sending', dueAt: 7.5, sentAt: Date.UTC(2026, 10, 26), upload } as const;
  await postgresStore(db).put(record('a', fields), 0);
  await postgresStore(db).put(ledger('\0 b'), 0);
  expect(db.statements.map(([, values]) => values.slice(2, -1))).toEqual([
    ['job', 'sending', '7.5', 'u', '1', '2026-11-26', '5'],
    ['ledger', '', '', '', '', '', '0'],
  ]);
});

it('postgresStore: lists no record twice when it becomes due later', async () => {
  const first = Array.from({ length: 200 }, (_, index) => due(`${index}`, index));
  const db = database(first, [due('7', 200), due('new', 201)]);
  const listed = await Array.fromAsync(postgresStore(db).list({ dueBy: 999 }));
  expect(listed.map(({ key }) => key)).toEqual([...first.map((_, index) => `${index}`), 'new']);
  expect(db.statements.map(([, values]) => values)).toEqual([
    ['999', '-Infinity', ''],
    ['999', '199', '199'],
  ]);
});

it('postgresStore: reads no more than the limit, and nothing for no state', async () => {
  const db = database([row(1), row(2)]);
  const store = postgresStore(db);
  expect(await Array.fromAsync(store.list({ states: [] }))).toEqual([]);
  expect(await Array.fromAsync(store.list({ limit: 0 }))).toEqual([]);
  expect(db.statements).toEqual([]);
  expect(await Array.fromAsync(store.list({ limit: 2, states: ['done', 'failed', 'done'] }))).toHaveLength(2);
  expect(db.statements).toEqual([[expect.stringMatching(/LIMIT 2$/), ['', 'done', 'failed']]]);
});

it('postgresStore: returns summaries as numbers', async () => {
  const counts = [
    { state: 'failed', count: '2', oldest: '7' },
    { state: 'reserved', count: '1', oldest: '8' },
  ];
  const store = postgresStore(database(counts, [{ day: '2026-11-26', credits: '5' }]));
  expect(await store.summarize?.()).toEqual([
    { state: 'reserved', count: 1, oldest: 8 },
    { state: 'failed', count: 2, oldest: 7 },
  ]);
  expect(await store.summarizeDays?.('2026-11-01')).toEqual([{ day: '2026-11-26', credits: 5 }]);
});

it('postgresStore: reports a row that is not the record of a job', async () => {
  const error: unknown = await postgresStore(database([{ record: '{"ke', version: '1' }]))
    .get('a')
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ next: 'person' });
});

it('postgresStore: reports a driver that returns rows as arrays', async () => {
  await expect(postgresStore(database([['{}', '1']])).get('a')).rejects.toThrow('rows as objects');
});
