import { DBOSClient } from '@dbos-inc/dbos-sdk';
import { Pool } from 'pg';
import { DBOS_APP, DBOS_QUEUE, DBOS_VERSION, DBOS_WORKFLOW } from '../crew/drivers/names.ts';
import type { Engine } from './engine.ts';

/** Opens DBOS Transact. A worker must have created its tables. */
export async function openDbos(url: string): Promise<Engine> {
  const pool = new Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined);
  const client = await DBOSClient.create({
    systemDatabaseUrl: url,
    systemDatabasePool: pool,
    applicationName: DBOS_APP,
  });
  return {
    async start(jobs) {
      const options = { queueName: DBOS_QUEUE, workflowName: DBOS_WORKFLOW, appVersion: DBOS_VERSION };
      for (let job = 0; job < jobs; job += 1) {
        await client.enqueue({ ...options, workflowID: `job-${job}` }, job);
      }
    },
    async state() {
      const { rows } = await pool.query<{ finished: number; failed: number; recovered: number }>(
        `SELECT count(*) FILTER (WHERE status = 'SUCCESS')::integer AS finished,
          count(*) FILTER (WHERE status NOT IN ('SUCCESS', 'PENDING', 'ENQUEUED', 'DELAYED'))::integer AS failed,
          coalesce(sum(greatest(recovery_attempts - 1, 0)), 0)::integer AS recovered
        FROM dbos.workflow_status`,
      );
      return rows[0] ?? { finished: 0, failed: 0, recovered: 0 };
    },
    async close() {
      await client.destroy();
      await pool.end();
    },
  };
}
