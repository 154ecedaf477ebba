import type { JobRecord } from '@optimaldial/jobs';
import { createTable, type Database, postgresStore } from '@optimaldial/jobs/postgres';
import { buildUpload } from '@optimaldial/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres } from './postgres/start-postgres.ts';

/** How many times as many ended jobs the table has in the second measurement. */
const TIMES = 100;
const SMALL = 300;

const server = await startPostgres(['fsync=off', 'autovacuum=off']);
const pool = new Pool({ connectionString: server.url, max: 2 });
// The server ends before the connections do.
pool.on('error', () => {});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

/** A node of a plan of the server. */
interface Plan {
  readonly 'Node Type': string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

/** The blocks that the server has used for all statements, and the nodes of their plans. */
let blocks = 0;
const nodes = new Set<string>();

const measured: Database = {
  async query(text, values) {
    const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`;
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(explain, values);
    for (const { 'QUERY PLAN': plans } of rows) {
      blocks += plans[0].Plan['Shared Hit Blocks'] + plans[0].Plan['Shared Read Blocks'];
      addNodes(plans[0].Plan);
    }
    // The plan of a put was measured by carrying it out.
    return /^\(?SELECT/.test(text) ? pool.query(text, values) : { rows: [{}] };
  },
};

function addNodes({ 'Node Type': type, Plans: plans = [] }: Plan): void {
  nodes.add(type);
  for (const plan of plans) addNodes(plan);
}

function job(index: number, fields: Partial<JobRecord>): JobRecord {
  const id = `00000000-0000-4000-8000-${`${index}`.padStart(12, '0')}`;
  return {
    key: `crm-${index}`,
    state: 'done',
    createdAt: 1_790_000_000_000 + index,
    updatedAt: 1_790_000_000_000 + index,
    account: 'https://api.example.com',
    list: { fields: '', fingerprint: 'f'.repeat(64) },
    token: 'token',
    filename: 'list.csv',
    sentAt: 1_790_000_000_000,
    upload: buildUpload({ id, credits_charged: 100 }),
    ...fields,
  };
}

const store = postgresStore(measured);
const LIVE = 1_000_000;
const DUE = 1_800_000_000_000;
const read = (query: Parameters<typeof store.list>[0]) => () => Array.fromAsync(store.list(query));
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  'get: by key': () => store.get('crm-1'),
  'put: a live job': async () => {
    const found = await postgresStore(pool).get(`crm-${LIVE}`);
    await store.put(job(LIVE, { state: 'submitted', updatedAt: DUE }), found?.version ?? 0);
  },
  'list: due jobs': read({ dueBy: DUE + 1, limit: 20 }),
  'list: due jobs in two states': read({ dueBy: DUE + 1, limit: 20, states: ['submitted', 'reserved'] }),
  'list: by upload': read({ upload: job(7, {}).upload?.id }),
  'list: a page': read({ after: 'crm-7', limit: 20, withoutParts: true }),
  'list: a page of one state': read({ states: ['done'], limit: 20 }),
  'list: a page of a rare state': read({ states: ['submitted'], limit: 20, withoutParts: true }),
  'list: a page of two states': read({ states: ['done', 'failed'], limit: 20, withoutParts: true }),
};

const small = new Map<string, number>();

beforeAll(async () => {
  await createTable(pool);
  const own = postgresStore(pool);
  for (let index = 0; index < SMALL; index += 1) {
    await own.put(job(index, { state: index % 2 === 0 ? 'done' : 'failed' }), 0);
    await own.put(job(LIVE + index, { state: 'submitted' }), 0);
  }
  await pool.query('VACUUM ANALYZE optimaldial_jobs');
  for (const [name, call] of Object.entries(CALLS)) small.set(name, await blocksOf(call));
  await pool.query(`INSERT INTO optimaldial_jobs
    SELECT encode(sha256((id || copy)::bytea), 'hex'), key || copy, kind, state, due_at,
      replace(upload_id, '-4000-', '-4' || lpad(copy::text, 3, '0') || '-'),
      created_at, day, credits, record, version, updated_at
    FROM optimaldial_jobs, generate_series(1, ${TIMES - 1}) copy WHERE due_at IS NULL`);
  await pool.query('VACUUM ANALYZE optimaldial_jobs');
});

async function blocksOf(call: () => Promise<unknown>): Promise<number> {
  blocks = 0;
  nodes.clear();
  await call();
  return blocks;
}

it.each(Object.entries(CALLS))(
  `postgresStore: %s, reads as little when ${TIMES} times as many jobs have ended`,
  async (name, call) => {
    const [before = 0, after] = [small.get(name), await blocksOf(call)];
    expect([...nodes]).not.toContain('Seq Scan');
    // A larger index has more levels, and its records are on more blocks.
    expect(after).toBeLessThan(Math.max(30, 3 * before));
  },
);
