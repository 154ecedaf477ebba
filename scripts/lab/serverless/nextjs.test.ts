import { postgresStore, createTable } from '@optimaldial/jobs/postgres';
import { startPostgres, type Postgres } from '@optimaldial/jobs-lab/postgres';
import { phoneNumbers } from '@optimaldial/testing';
import { build } from 'esbuild';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFiles } from './code/page.ts';
import { compile, makeFolder, makeProject } from './code/project.ts';
import { openAccount, type Account } from './platforms/account.ts';
import { invoke, type Invocation } from './platforms/invocation.ts';
import { killWhileSending } from './platforms/kill-while-sending.ts';
import { until } from './platforms/until.ts';

// The routes of the page, called as Next.js calls them: with a Request, in a fresh process for each.

const INVOKE = `
import { writeSync } from 'node:fs';

const { route, method, key, token } = JSON.parse(process.argv[2]);
const module = await import('./' + route + '.js');
const headers = token && { authorization: 'Bearer ' + token };
const request = new Request('http://127.0.0.1/', { method, headers });
const response = await module[method](request, { params: Promise.resolve({ key }) });
writeSync(3, JSON.stringify({ status: response.status, body: await response.text() }));
process.exit(0);
`;
const SECRET = 'secret';

let folder: string;
let postgres: Postgres;
let pool: Pool;
let account: Account;

beforeAll(async () => {
  const files = readFiles('serverless', 'Next.js on Vercel');
  folder = await makeFolder(await makeProject(), { ...files, 'invoke.js': INVOKE });
  // Next.js resolves imports without an extension, so the routes are bundled.
  await build({
    entryPoints: { cron: `${folder}/app/api/cron/route.ts`, jobs: `${folder}/app/api/jobs/[key]/route.ts` },
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  postgres = await startPostgres();
  pool = new Pool({ connectionString: postgres.url });
  pool.on('error', () => undefined); // the server ends the connections
  account = await openAccount();
  await createTable(pool);
  await pool.query('CREATE TABLE leads (list text, phone text)');
}, 300_000);
afterAll(async () => {
  await account.close();
  await pool.end();
  await postgres.stop();
});

function call(request: { route: string; method: string; key?: string; token?: string }): Invocation {
  const env = { ...account.env, DATABASE_URL: postgres.url, CRON_SECRET: SECRET, JOBS_SECRET: SECRET };
  return invoke(folder, 'invoke.js', request, env);
}

const cron = (token?: string) =>
  call({ route: 'cron', method: 'GET', ...(token !== undefined && { token }) });

async function start(key: string): Promise<unknown> {
  await pool.query('INSERT INTO leads SELECT $1, unnest($2::text[])', [key, phoneNumbers(100)]);
  return call({ route: 'jobs', method: 'PUT', key, token: SECRET }).result;
}

test.concurrent('Next.js: the routes of the page compile', () =>
  compile(folder, { module: 'esnext', moduleResolution: 'bundler' }));

test.concurrent('Next.js: the routes refuse requests without the secret', async () => {
  const refused = { status: 401, body: 'Unauthorized' };
  expect(await cron().result).toEqual(refused);
  expect(await cron('undefined').result).toEqual(refused);
  expect(await call({ route: 'jobs', method: 'PUT', key: 'a', token: 'wrong' }).result).toEqual(refused);
  const env = { ...account.env, DATABASE_URL: postgres.url };
  const unset = invoke(folder, 'invoke.js', { route: 'cron', method: 'GET', token: 'undefined' }, env);
  expect(await unset.result).toEqual(refused);
});

test.concurrent('Next.js: a job is charged once if its function is killed while it sends the list', async () => {
  const { sandbox } = account;
  expect(await start('killed')).toEqual({ status: 200, body: '{"state":"reserved"}' });
  await killWhileSending(sandbox, () => cron(SECRET));
  await start('other');

  const store = postgresStore(pool);
  await until(
    'both jobs are done',
    async () => {
      await Promise.all([cron(SECRET).result, cron(SECRET).result]);
      const records = await Promise.all(['killed', 'other'].map((key) => store.get(key)));
      return records.every((found) => found?.record.kind === undefined && found?.record.state === 'done');
    },
    { every: 5000 },
  );
  const { body } = (await cron(SECRET).result) as { body: string };
  expect(JSON.parse(body)).toMatchObject({ advanced: 0, errors: 0, skipped: 0 });
  expect(sandbox.uploads()).toHaveLength(2);
  expect(sandbox.credits()).toBe(9800);
  expect(sandbox.violations()).toEqual([]);
}, 120_000);
