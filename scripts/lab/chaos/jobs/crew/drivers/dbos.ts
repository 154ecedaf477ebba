import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Shift } from './driver.ts';
import { DBOS_APP, DBOS_QUEUE, DBOS_VERSION, DBOS_WORKFLOW } from './names.ts';
import { slice } from './slice.ts';

const RETRY_SECONDS = 0.25;
/** More than any job needs: a job that uses them up is lost. */
const MOST = 10_000;

/** Runs the worker of DBOS Transact: a workflow for each job, with a step for each slice. */
export async function dbos(shift: Shift): Promise<void> {
  const { order, signal } = shift;
  const step = DBOS.registerStep((job: number) => slice(shift, job), {
    name: 'advance',
    retriesAllowed: true,
    maxAttempts: MOST,
    intervalSeconds: RETRY_SECONDS,
    backoffRate: 1,
    shouldRetry: () => {
      shift.countRetry();
      return true;
    },
  });
  const workflow = async (job: number): Promise<void> => {
    for (let again = await step(job); again >= 0; again = await step(job)) await DBOS.sleep(again);
  };
  DBOS.registerWorkflow(workflow, { name: DBOS_WORKFLOW, maxRecoveryAttempts: MOST });
  DBOS.setConfig({
    name: DBOS_APP,
    systemDatabaseUrl: order.store.at,
    // A worker only continues the workflows of its own ID and version.
    executorID: `worker-${order.slot}`,
    applicationVersion: DBOS_VERSION,
    runAdminServer: false,
    logLevel: 'error',
  });
  await DBOS.launch();
  await DBOS.registerQueue(DBOS_QUEUE, { workerConcurrency: order.lanes, minPollingIntervalMs: 200 });
  if (!signal.aborted && order.jobs > 0) await once(signal, 'abort');
  // Slices end with the signal, and would be repeated.
  await delay(100);
  await DBOS.shutdown();
}
