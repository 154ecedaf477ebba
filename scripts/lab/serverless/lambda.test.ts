import { createTable, postgresStore } from '@optimaldial/jobs/postgres';
import { startPostgres, type Postgres } from '@optimaldial/jobs-lab/postgres';
import { phoneNumbers } from '@optimaldial/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFiles } from './code/page.ts';
import { compile, makeFolder, makeProject } from './code/project.ts';
import { openAccount, type Account } from './platforms/account.ts';
import { invoke, type Invocation } from './platforms/invocation.ts';
import { killWhileSending } from './platforms/kill-while-sending.ts';
import { serveQueue, type Queue } from './platforms/queue.ts';
import { until } from './platforms/until.ts';

// The code of the page, with a fresh process for each invocation.

const INVOKE = `
import { writeSync } from 'node:fs';
import { handler } from './handler.ts';

const { frozen, ...event } = JSON.parse(process.argv[2]);
let result = await handler(event);
if (frozen) {
  writeSync(1, 'frozen\\n');
  process.kill(process.pid, 'SIGSTOP');
  result = await handler(event);
}
writeSync(3, JSON.stringify(result));
process.exit(0);
`;
/** How long a message of a killed invocation is invisible, in ms. */
const INVISIBLE = 31_000;

let folder: string;
let postgres: Postgres;
let pool: Pool;
let account: Account;
let queue: Queue;

beforeAll(async () => {
  const files = readFiles('serverless', 'AWS Lambda');
  folder = await makeFolder(await makeProject(), { ...files, 'invoke.js': INVOKE });
  postgres = await startPostgres();
  pool = new Pool({ connectionString: postgres.url });
  pool.on('error', () => undefined); // the server ends the connections
  account = await openAccount();
  queue = await serveQueue();
  await createTable(pool);
  await pool.query('CREATE TABLE leads (list text, phone text)');
}, 300_000);
afterAll(async () => {
  await queue.close();
  await account.close();
  await pool.end();
  await postgres.stop();
});

function deliver(keys: readonly string[], frozen = false): Invocation {
  const env = {
    ...account.env,
    PGHOST: '127.0.0.1',
    PGPORT: `${postgres.port}`,
    PGUSER: 'postgres',
    PGDATABASE: 'postgres',
    PGAPPNAME: 'function',
    QUEUE_URL: queue.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  return invoke(
    folder,
    'invoke.js',
    { Records: keys.map((body) => ({ messageId: `id of ${body}`, body })), frozen },
    env,
  );
}

async function addLeads(list: string): Promise<void> {
  await pool.query('INSERT INTO leads SELECT $1, unnest($2::text[])', [list, phoneNumbers(100)]);
}

test.concurrent('AWS Lambda: the code of the page compiles', () => compile(folder));

test('AWS Lambda: a job is charged once if its function is killed while it sends the list, or started twice', async () => {
  const { sandbox } = account;
  await addLeads('killed');
  await addLeads('twice');
  await killWhileSending(sandbox, () => {
    queue.take();
    return deliver(['killed']);
  });
  expect(queue.take()).toEqual([]);

  const start = performance.now();
  let messages = ['killed', 'twice', 'twice'].map((key) => ({
    key,
    at: key === 'killed' ? start + INVISIBLE : 0,
  }));
  await until(
    'all messages are deleted',
    async () => {
      const now = performance.now();
      const due = messages.filter(({ at }) => at <= now);
      messages = messages.filter(({ at }) => at > now);
      const results = await Promise.all(due.map(({ key }) => deliver([key]).result));
      for (const result of results) expect(result).toEqual({ batchItemFailures: [] });
      for (const { MessageBody: key, DelaySeconds } of queue.take()) {
        messages.push({ key, at: performance.now() + DelaySeconds * 1000 });
      }
      return messages.length === 0;
    },
    { seconds: 90 },
  );

  const store = postgresStore(pool);
  for (const key of ['killed', 'twice']) {
    expect((await store.get(key))?.record).toMatchObject({ state: 'done' });
  }
  expect(sandbox.uploads()).toHaveLength(2);
  expect(sandbox.credits()).toBe(9800);
  expect(sandbox.violations()).toEqual([]);
}, 120_000);

test('AWS Lambda: a function works if its connections were lost while it was frozen', async () => {
  const invocation = deliver(['twice'], true);
  await until('the function is frozen', () => invocation.output().includes('frozen'), {
    details: invocation.output,
  });
  const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'function'";
  expect((await pool.query(end)).rowCount).toBeGreaterThan(0);
  // Several times, because the first one can come before it is frozen.
  const timer = setInterval(() => process.kill(invocation.pid, 'SIGCONT'), 200);
  const result = await invocation.result.finally(() => clearInterval(timer));
  expect(result).toEqual({ batchItemFailures: [] });
  expect(invocation.output()).toMatch(/terminating connection|57P01/);
  // Resent if the function has used a lost connection.
  for (const message of queue.take()) expect(message).toEqual(expect.objectContaining({ DelaySeconds: 60 }));
});

test('AWS Lambda: a message is delivered again if its list cannot be read', async () => {
  await pool.query('ALTER TABLE leads RENAME TO moved');
  const invocation = deliver(['unreadable', 'twice']);
  expect(await invocation.result).toEqual({ batchItemFailures: [{ itemIdentifier: 'id of unreadable' }] });
  expect(invocation.output()).toContain('relation "leads" does not exist');
  expect(queue.take()).toEqual([]);
});
