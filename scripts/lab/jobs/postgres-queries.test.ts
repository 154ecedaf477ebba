import { createTable, postgresStore } from '@optimaldial/jobs/postgres';
import { Pool } from 'pg';
import { afterAll, it } from 'vitest';
import { startPostgres } from './postgres/start-postgres.ts';
import { compareQueries } from './queries/compare-queries.ts';

const server = await startPostgres(['fsync=off']);
const pool = new Pool({ connectionString: server.url, max: 2 });
// The server ends before the connections do.
pool.on('error', () => {});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

it('postgresStore: finds after any puts what a scan of all records finds', async () => {
  await createTable(pool);
  await compareQueries(postgresStore(pool));
});
