import { storeContract } from '@optimaldial/jobs/contract';
import { createTable, type Database, postgresStore } from '@optimaldial/jobs/postgres';
import { Client, Pool } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { type Postgres, startPostgres } from './postgres/start-postgres.ts';

const server = await startPostgres();
afterAll(() => server.stop());
let tables = 0;

contractOn('postgresStore', server, () => {
  const pool = new Pool({ connectionString: server.url, max: 5 });
  return { db: pool, close: () => pool.end() };
});

// What a pooler of transactions does: no statement can rely on the session of the one before it.
contractOn('postgresStore with a session per statement', server, () => ({
  db: {
    async query(text, values) {
      const client = new Client(server.url);
      await client.connect();
      try {
        return await client.query(text, values);
      } finally {
        await client.end();
      }
    },
  },
  close: () => Promise.resolve(),
}));

contractOn('postgresStore with serializable transactions', server, () => {
  const options = '-c default_transaction_isolation=serializable';
  const pool = new Pool({ connectionString: server.url, options, max: 5 });
  return { db: pool, close: () => pool.end() };
});

it('createTable: creates the table once when sessions call it at the same time', async () => {
  const clients = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = new Client(server.url);
      await client.connect();
      return client;
    }),
  );
  await clients[0]?.query('CREATE SCHEMA "Billing"');
  for (let round = 0; round < 10; round += 1) {
    const table = `Billing.jobs_${round}`;
    await Promise.all(clients.map((client) => createTable(client, { table })));
  }
  // Someone who may not create tables can use an existing one.
  await clients[0]?.query('CREATE ROLE worker; GRANT USAGE ON SCHEMA "Billing" TO worker');
  await clients[1]?.query('SET ROLE worker');
  if (clients[1]) await createTable(clients[1], { table: 'Billing.jobs_0' });
  const created = await clients[0]?.query(`SELECT FROM pg_tables WHERE schemaname = 'Billing'`);
  expect(created?.rowCount).toBe(10);
  await Promise.all(clients.map((client) => client.end()));
});

function contractOn(
  name: string,
  { url }: Postgres,
  connect: () => { db: Database; close: () => Promise<void> },
): void {
  storeContract(
    (test, run) => it(`${name}: ${test}`, run),
    async () => {
      const table = `jobs_${(tables += 1)}`;
      const admin = new Client(url);
      await admin.connect();
      await createTable(admin, { table });
      await admin.end();
      const connections: { close: () => Promise<void> }[] = [];
      return {
        open() {
          const connection = connect();
          connections.push(connection);
          return postgresStore(connection.db, { table });
        },
        async close() {
          await Promise.all(connections.map(({ close }) => close()));
        },
      };
    },
  );
}
