import type { JobRecord } from '@optimaldial/jobs';
import { createTable, postgresStore } from '@optimaldial/jobs/postgres';
import { Pool } from 'pg';
import { expect, it } from 'vitest';
import { startPostgres } from './postgres/start-postgres.ts';

const ROUNDS = 6;
const WRITERS = 6;

it('postgresStore: keeps every confirmed record when the server is killed', async () => {
  const server = await startPostgres();
  let confirmed = 0;
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const pool = new Pool({ connectionString: server.url });
      // The connections of a killed server end with an error.
      pool.on('error', () => {});
      await createTable(pool);
      const store = postgresStore(pool);
      const writers = Array.from({ length: WRITERS }, (_, writer) => write(`${round}.${writer}`));
      async function write(key: string): Promise<[key: string, version: number]> {
        for (let version = 0; ; version += 1) {
          try {
            if (!(await store.put(recordOf(key, version), version)))
              throw new Error('Only one process writes this key.');
          } catch (error) {
            if (error instanceof Error && 'code' in error) return [key, version];
            if (error instanceof Error && error.message.startsWith('Connection terminated'))
              return [key, version];
            throw error;
          }
        }
      }
      setTimeout(() => void server.crash(), 100 + round * 50);
      const last = await Promise.all(writers);
      await server.crash();
      await server.restart();
      for (const [key, version] of last) {
        const found = await store.get(key);
        // The put that failed may have been committed.
        expect([version, version + 1]).toContain(found?.version ?? 0);
        if (found) expect(found.record).toEqual(recordOf(key, found.version - 1));
        confirmed += version;
      }
      await pool.end();
    }
  } finally {
    await server.stop();
  }
  expect(confirmed).toBeGreaterThan(ROUNDS * WRITERS);
  console.log(`${confirmed} confirmed records survived ${ROUNDS} kills of the server.`);
});

function recordOf(key: string, version: number): JobRecord {
  const token = `${version}`;
  const list = { fingerprint: 'f', fields: '{}' };
  return { key, state: 'reserved', createdAt: 1, updatedAt: 1, account: 'a', list, token, filename: 'f' };
}
